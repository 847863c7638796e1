"""A reading in the shapes that others rely on: the answer of `memberbot read`, the `receipt` of a
decision.
"""

from bot.json_values import Json
from bot.reading.reading import Reading


def reading_json(reading: Reading) -> dict[str, Json]:
    """The answer of `memberbot read`: money as decimal strings, dates ISO, a field not found null."""
    return {
        "document": reading.document,
        "transaction": reading.transaction,
        "merchant": reading.merchant,
        "address": reading.address,
        "number": reading.number,
        "issued_on": reading.issued_on.isoformat() if reading.issued_on else None,
        "issued_time": reading.issued_time.isoformat() if reading.issued_time else None,
        "total": f"{reading.total:.2f}" if reading.total is not None else None,
        "currency": reading.currency,
        "payment": reading.payment,
        "deductions": [{"kind": d.kind, "amount": f"{d.amount:.2f}"} for d in reading.deductions],
        "tips": f"{reading.tips:.2f}" if reading.tips is not None else None,
        "form": reading.form,
        "category": reading.category,
        "channel": reading.channel,
        "name": reading.name,
        "unreadable": list(reading.unreadable),
        "confidence": dict(reading.confidence),
    }
