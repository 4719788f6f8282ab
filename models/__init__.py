"""The trained models that the wheel carries, installed as ``spunlib.models``: one folder a model."""
