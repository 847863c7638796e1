# One image for every process of the bot: `memberbot serve`, `memberbot work`, `memberbot migrate`.
FROM python:3.11-slim AS build
WORKDIR /src
COPY pyproject.toml constraints.txt README.md ./
COPY bot bot
COPY intents intents
COPY locales locales
# Trained here, so that a container answers as soon as it starts. What only installs is left out of the image.
RUN python -m venv /opt/memberbot \
 && /opt/memberbot/bin/pip install --no-cache-dir --constraint constraints.txt . \
 && /opt/memberbot/bin/memberbot train \
 && /opt/memberbot/bin/pip uninstall --yes --quiet setuptools pip

FROM python:3.11-slim
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin memberbot \
 && install -d -o memberbot -g memberbot -m 700 /data
COPY --from=build /opt/memberbot /opt/memberbot
# Threads that read photos side by side share two arenas: a quarter less memory (docs/reading.md).
ENV PATH=/opt/memberbot/bin:$PATH MEMBERBOT_DATA=/data PYTHONUNBUFFERED=1 MALLOC_ARENA_MAX=2
USER memberbot
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8080/health/live', timeout=2)"]
CMD ["memberbot", "serve", "--host", "0.0.0.0"]
