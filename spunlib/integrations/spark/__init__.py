"""spunlib on a cluster: `score` adds verdicts to a DataFrame, `find_sources` joins suspects with originals.

Both send functions of the installed package to the executors, so spunlib with its extra [spark] must be
installed there, in one version. docs/spark.md says how to run them and how to size a cluster.
"""

from spunlib.integrations.spark.scoring import score
from spunlib.integrations.spark.sources import find_sources

__all__ = ["find_sources", "score"]
