"""Papers written by hand and photographed by another camera: to measure with, never to tune on."""
