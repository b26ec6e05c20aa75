"""Names of files and folders: which can be part of an id, and which are those of a copy."""

import os
import re
import unicodedata

from scorecard.text import Phrase, look_alike

LONGEST_NAME = 200
"""Bytes of a name; file systems take 255, and a temporary file needs some of them."""

_SIMPLE = re.compile(r"[a-z0-9-]{1,100}")
_NAME = re.compile(r"[\w.\-]+")
_DEVICE = re.compile(r"con|prn|aux|nul|conin|conout|(com|lpt)\d", re.IGNORECASE)
_CHARACTERS = Phrase(
    "use only letters, digits, `-`, `_` and single dots", "只能用字母、数字、`-`、`_` 和单个的点"
)


def name_problem(text: str) -> Phrase | None:
    """The reason why the name of a file or folder cannot be part of an id; None when it can.

    Examples:
        >>> name_problem("kandao-2024") is None, name_problem("con.2024").en
        (True, '`con` is reserved on Windows')
    """
    if _SIMPLE.fullmatch(text) and not _DEVICE.fullmatch(text):
        return None  # almost all
    device = unicodedata.normalize("NFKC", text.partition(".")[0])
    is_dotted = text.startswith(".") or text.endswith(".") or ".." in text
    reasons = (
        (not text, Phrase("a part of it is empty", "有一部分是空的")),
        (any(one.isspace() for one in text), Phrase("it has a space", "里面有空格")),
        ("/" in text, Phrase("it has a `/` too many", "里面多了 `/`")),
        (is_dotted, Phrase("dots must be single and inside the name", "点只能单个出现在名字中间")),
        (
            _DEVICE.fullmatch(device),
            Phrase(f"`{device}` is reserved on Windows", f"`{device}` 是 Windows 的保留名"),
        ),
    )
    of_characters = None if _NAME.fullmatch(text) else _CHARACTERS
    if len(os.fsencode(text)) > LONGEST_NAME:
        of_characters = Phrase("it is too long", "太长")
    found = next((reason for is_so, reason in reasons if is_so), None)
    return found or look_alike(text) or of_characters


_COPY = r"""[ ._\-(（\#]*(?:
        sync-conflict-\d{8}-\d{6}(?:-\w+)?                                       # Syncthing
        |[^()]*conflict(?:ed)?\ copy.*|(?:name\ edit|case)\ conflict.*            # Dropbox, Nextcloud
        |(?<=_)conflict-\d{8}-\d{6}.*
        |(?<=[-_ .(（])(?:的)?(?:冲突|衝突)(?:的)?(?:副本|文件|版本|檔案).*
        |(?<=[._])(?-i:LOCAL|REMOTE|BASE|BACKUP)(?:[._]\d+)?                       # git mergetool
        |(?<=[.])(?:orig|rej|bak|backup|old)|~\d*
        |(?<=[ ])(?:-\ )?(?:copy|kopie|copie)(?:[ ]\(?\d+\)?)?
        |(?:的|(?<=[-_ .]))(?:副本|拷贝)[ \d()（）]*                                # Explorer, Finder
        |(?<=[ ])\d+|(?<=[(（])\d+[)）]                                            # iCloud, a download
        |(?<=-)(?-i:(?:DESKTOP|LAPTOP|WIN|PC)-(?=\d*[A-Z])[A-Z0-9]{4,})            # OneDrive
    )[)）]?$"""
"""The ends that other programs give the copies which they lay beside a file."""

_COPY_OF = r"^(?:copy of |kopie von |\.~lock\.|(?:副本|复件) )"


def original_name(stem: str) -> str | None:
    """The name of the file of which a file seems to be a copy, both without `.yaml`; None for other names.

    Examples:
        >>> original_name("c1.sync-conflict-20261125-101010-ABCDEFG"), original_name("c1 (1)")
        ('c1', 'c1')
        >>> original_name("vision-pro-2024") is None
        True
    """
    if _SIMPLE.fullmatch(stem) and "conflict" not in stem:
        return None
    for pattern, flags in ((_COPY, re.VERBOSE), (_COPY_OF, re.NOFLAG)):
        # Compiled here: hardly a name comes this far, and it takes milliseconds.
        original = re.sub(pattern, "", stem, flags=flags | re.IGNORECASE)
        if original and original != stem:
            return original
    return None


def is_name(text: str) -> bool:
    """Whether the name of a file or folder can be part of an id.

    Examples:
        >>> is_name("kandao-2024"), is_name(".."), is_name("a/b")
        (True, False, False)
    """
    return name_problem(text) is None
