"""Joins that neither a frequent key nor a wide table slows down."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

HOT: Final = 4096
"""Rows with one key that go to one task; those of more frequent keys are dealt out to several."""

_SALT, _SALTS = "_salt", "_salts"
_BUCKET, _BITS = "_bucket", "_bits"
_BITS_EACH: Final = 16
"""Bits of the filter for each name: one in 16 of those that are not wanted gets through."""

_WORD: Final = 64


def spread_join(
    many: DataFrame, one: DataFrame, key: str, by: str, how: str = "inner", hot: int = HOT
) -> DataFrame:
    """Join rows with those of the same key, however many rows of ``many`` have it.

    Where more than ``hot`` rows have a key, the rows of ``one`` are copied once for each ``hot`` of them, and
    the tasks share the work. Frequent keys are at most 1 / ``hot`` of the rows, so they are broadcast.

    Args:
        many: read twice.
        one: has each key a few times at most.
        key: in both.
        by: a column of ``many`` by which rows of one key are dealt out, the same way when a task is repeated.
        how: "inner" or "left".
        hot: see above.
    """
    from pyspark.sql import functions as F  # noqa: N812

    frequent = F.broadcast(
        many.groupBy(key).count().where(F.col("count") > hot).select(key, _salts(F.col("count"), hot))
    )
    salts = F.coalesce(_SALTS, F.lit(1))
    dealt = many.join(frequent, key, "left").withColumn(_SALT, F.pmod(F.xxhash64(by), salts).cast("int"))
    copied = one.join(frequent, key, "left").withColumn(_SALT, F.explode(F.sequence(F.lit(0), salts - 1)))
    return dealt.drop(_SALTS).join(copied.drop(_SALTS), [key, _SALT], how).drop(_SALT)


def only(wide: DataFrame, key: str, wanted: DataFrame, n_wanted: int) -> DataFrame:
    """The rows of ``wide`` whose key is wanted, and one in 16 of the others; ``wide`` is not shuffled.

    Of the keys' hashes a bitmap is broadcast, of `_BITS_EACH` bits a key (Bloom 1970, with one hash).

    Args:
        wide: rows with texts, say.
        key: a column of both.
        wanted: keys, with any number of repetitions.
        n_wanted: how many, about.
    """
    from pyspark.sql import functions as F  # noqa: N812

    n_buckets = max(1, -(-n_wanted * _BITS_EACH // _WORD))
    bit = F.shiftrightunsigned(F.xxhash64(key), 58)

    def bucket() -> Column:
        return F.pmod(F.xxhash64(key), F.lit(n_buckets)).alias(_BUCKET)

    one_bit = F.call_function("shiftleft", F.lit(1).cast("bigint"), bit.cast("int"))
    bits = wanted.select(bucket(), one_bit.alias(_BITS)).groupBy(_BUCKET).agg(F.bit_or(_BITS).alias(_BITS))
    kept = wide.withColumn(_BUCKET, bucket()).join(F.broadcast(bits), _BUCKET)
    return kept.where(F.col(_BITS).bitwiseAND(one_bit) != 0).drop(_BUCKET, _BITS)


def _salts(count: Column, hot: int) -> Column:
    from pyspark.sql import functions as F  # noqa: N812

    return F.ceil(count / hot).cast("int").alias(_SALTS)
