"""The tables of the portal: records of every kind, one clock a plant, acts, people and files."""

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
)

META = MetaData()

setting = Table(
    "setting", META,
    Column("name", String(40), primary_key=True),
    Column("value", Text, nullable=False),
)  # fmt: skip

clock = Table(  # one row a plant: whoever holds it has the plant's next place (sync.md 4.8)
    "clock", META,
    Column("plant", String(60), primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("tag", String(8), nullable=False),  # of the act at `seq`: a restored copy has another
    Column("prefix", String(20), nullable=False),
    Column("next_number", BigInteger, nullable=False),
)  # fmt: skip

record = Table(
    "record", META,
    Column("kind", String(40), primary_key=True),
    Column("id", String(64), primary_key=True),
    Column("plant", String(60), nullable=False),
    Column("rev", BigInteger, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("tag", String(8), nullable=False),
    Column("open", SmallInteger, nullable=False),  # 1: a ticket that somebody still has to act on
    Column("gone", SmallInteger, nullable=False),  # 1: deleted; the document is kept
    Column("handed", SmallInteger, nullable=False),  # 1: handed to the vendor, who may see it
    Column("number", String(60), nullable=False),
    Column("shard", String(4), nullable=False),
    Column("doc", Text, nullable=False),  # canonical JSON, spliced into answers as it is
    Index("record_by_seq", "plant", "seq", unique=True),
    Index("record_by_open", "plant", "gone", "open", "seq"),
    Index("record_by_number", "number", "plant"),
    Index("record_by_shard", "plant", "shard"),
)  # fmt: skip

departed = Table(  # a record that went to another plant: hidden to those who see this one alone
    "departed", META,
    Column("plant", String(60), primary_key=True),
    Column("kind", String(40), primary_key=True),
    Column("id", String(64), primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("tag", String(8), nullable=False),
    Index("departed_by_seq", "plant", "seq", unique=True),
)  # fmt: skip

applied_op = Table(  # kept for ever: a laptop may come back after a year
    "applied_op", META,
    Column("op_id", String(64), primary_key=True),
    Column("device", String(64), nullable=False),
    Column("n", BigInteger, nullable=False),
    Column("author", String(100), nullable=False),
    Column("plant", String(60), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("entity", String(64), nullable=False),
    Column("status", String(20), nullable=False),
    Column("content", String(32), nullable=False),  # of a SHA-256: other content is refused
    Column("result", Text, nullable=False),  # what of the answer the other columns do not say
    Column("seq", BigInteger, nullable=False),  # 0 where nothing changed
    Column("at", String(40), nullable=False),
    Index("applied_op_by_device", "device", "n"),
    Index("applied_op_by_seq", "plant", "seq"),
)  # fmt: skip

person = Table(
    "person", META,
    Column("name", String(100), primary_key=True),
    Column("role", String(20), nullable=False),
    Column("made_at", String(40), nullable=False),
    Column("revoked_at", String(40)),
)  # fmt: skip

granted = Table(
    "granted", META,
    Column("person", String(100), primary_key=True),
    Column("plant", String(60), primary_key=True),
    Column("place", Integer, nullable=False),  # 0: where this person's new records go
)  # fmt: skip

token = Table(
    "token", META,
    Column("hash", String(64), primary_key=True),  # SHA-256; the token itself is shown once
    Column("person", String(100), nullable=False),
    Column("made_at", String(40), nullable=False),
    Column("expires_at", String(40), nullable=False),
    Column("revoked_at", String(40)),
    Index("token_by_person", "person"),
)  # fmt: skip

device = Table(
    "device", META,
    Column("id", String(64), primary_key=True),
    Column("person", String(100), nullable=False),
    Column("name", String(200), nullable=False),
    Column("public_key", String(44), nullable=False),  # Ed25519, base64; "" before enrolment
    Column("enrolled_at", String(40), nullable=False),
    Column("revoked_at", String(40)),
    Column("last_pack", String(64), nullable=False),
    Column("epoch", String(36), nullable=False),  # the last that this device was told of
    Index("device_by_person", "person"),
)  # fmt: skip

file = Table(
    "file", META,
    Column("plant", String(60), primary_key=True),
    Column("sha256", String(64), primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("at", String(40), nullable=False),
)  # fmt: skip

file_use = Table(  # which record names a file: who may see the one may fetch the other
    "file_use", META,
    Column("plant", String(60), primary_key=True),
    Column("sha256", String(64), primary_key=True),
    Column("kind", String(40), primary_key=True),
    Column("id", String(64), primary_key=True),
    Column("author", String(100), nullable=False),
)  # fmt: skip

holder = Table(  # who has shown the bytes of a file: naming a hash is no proof of having it
    "holder", META,
    Column("plant", String(60), primary_key=True),
    Column("sha256", String(64), primary_key=True),
    Column("person", String(100), primary_key=True),
)  # fmt: skip

upload = Table(
    "upload", META,
    Column("id", String(40), primary_key=True),
    Column("plant", String(60), nullable=False),
    Column("author", String(100), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("offset", BigInteger, nullable=False),
    Column("expires_at", String(40), nullable=False),
    Index("upload_by_end", "expires_at"),
)  # fmt: skip
