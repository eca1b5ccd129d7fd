"""Unpack an Office document within limits, so that no archive can fill the memory, and drop what is never read."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Mapping

from bot.sources.files import SourceFile
from bot.sources.problems import SourceRefused

MOST_PARTS = 2_000
MOST_UNPACKED = 150 * 1024 * 1024
MOST_RATIO = 150
"""Sheets pack to a twentieth of their size; what packs far better holds nothing that anybody wrote."""
_RATIO_COUNTS_FROM = 4 * 1024 * 1024
_STEP = 1024 * 1024
_NEVER_READ = re.compile(r"vba|macro|activeX|embeddings/|externalLinks/|media/|customXml/", re.IGNORECASE)
_ADVICE = "Save the sheet or text in a new document, without what is not needed."


def unpacked(file: SourceFile) -> Mapping[str, bytes]:
    """Give the parts of an Office document (.xlsx, .docx) by their names, counted while they are unpacked.

    Macros, embedded documents, pictures and links to other workbooks are left out: nothing here reads them.

    Raises:
        SourceRefused: it has too many parts, unpacks to too much, is protected, or is no whole archive.
    """
    parts: dict[str, bytes] = {}
    left = min(MOST_UNPACKED, max(len(file.content) * MOST_RATIO, _RATIO_COUNTS_FROM))
    try:
        with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
            entries = archive.infolist()
            if len(entries) > MOST_PARTS:
                raise _refused(file, f"it has {len(entries)} parts, more than {MOST_PARTS}.")
            for entry in entries:
                if entry.is_dir() or _NEVER_READ.search(entry.filename):
                    continue
                part = _read(file, archive, entry, left)
                left -= len(part)
                parts[entry.filename] = part
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as error:
        why = f"it is no whole document ({error})."
        advice = "It may be half-written or cut off: wait until it is saved, or save it again."
        raise SourceRefused("cannot be read now", file.name, why, advice, is_passing=True) from error
    except (RuntimeError, NotImplementedError) as error:
        why = f"it is protected or packed in an unusual way ({error})."
        raise SourceRefused("cannot be read", file.name, why, "Save it without a password.") from error
    return parts


def packed(parts: Mapping[str, bytes]) -> io.BytesIO:
    """Give parts as a document again, uncompressed: who opens it reads what was counted and nothing else."""
    document = io.BytesIO()
    with zipfile.ZipFile(document, "w") as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name), part)
    document.seek(0)
    return document


def _read(file: SourceFile, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int) -> bytes:
    """Unpack one part step by step: what the archive says of its size is not believed."""
    steps: list[bytes] = []
    with archive.open(entry) as packed_part:
        while step := packed_part.read(_STEP):
            left -= len(step)
            if left < 0:
                most = f"{MOST_UNPACKED // 1024 // 1024} MiB, or {MOST_RATIO} times its size"
                raise _refused(file, f"it unpacks to more than {most}.")
            steps.append(step)
    return b"".join(steps)


def _refused(file: SourceFile, why: str) -> SourceRefused:
    return SourceRefused("is not read", file.name, why, _ADVICE)
