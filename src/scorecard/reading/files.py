"""The files of a folder of records and their names: no link out is followed, no large file is read."""

import os
import re
import stat
import unicodedata
from pathlib import Path
from typing import Literal, NamedTuple

from scorecard.problems import Problem
from scorecard.rules import RULES
from scorecard.text import Phrase, listed, look_alike, printable, system_reason

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
        >>> [name_problem(one) is None for one in ("kandao-2024", "..", "a/b")]
        [True, False, False]
        >>> name_problem("con.2024").en
        '`con` is reserved on Windows'
    """
    if _SIMPLE.fullmatch(text) and not _DEVICE.fullmatch(text):
        return None  # almost all
    device, alike = unicodedata.normalize("NFKC", text.partition(".")[0]), look_alike(text)
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
        (alike, alike),
        (len(text.encode("utf-8", "replace")) > LONGEST_NAME, Phrase("it is too long", "太长")),
        (not _NAME.fullmatch(text), _CHARACTERS),
    )
    return next((reason for is_so, reason in reasons if is_so), None)


_COPY = r"""[ ._\-(（\#]*(?:
        sync-conflict-\d{8}-\d{6}(?:-\w+)?                                       # Syncthing
        |[^()]*conflict(?:ed)?\ copy.*|(?:name\ edit|case)\ conflict.*            # Dropbox, Nextcloud
        |(?<=_)conflict-\d{8}-\d{6}.*
        |(?<=[-_ .(（])(?:的)?(?:冲突|衝突)(?:的)?(?:副本|文件|版本|檔案).*
        |(?<=[._])(?-i:LOCAL|REMOTE|BASE|BACKUP)(?:[._]\d+)?                       # git mergetool
        |(?<=[.])(?:orig|rej|bak|backup|old)|~\d*
        |(?<=[ ])(?:-\ )?(?:copy|kopie|copie)(?:[ ]\(?\d+\)?)?
        |(?:的|(?<=[-_ .]))(?:副本|拷贝|复制)[ \d()（）]*                                # Explorer, Finder
        |(?<=[ ])\d+|(?<=[(（])\d+[)）]                                            # iCloud, a download
        |(?<=-)(?-i:(?:DESKTOP|LAPTOP|WIN|PC)-(?=\d*[A-Z])[A-Z0-9]{4,})            # OneDrive
    )[)）]?$"""
"""The endings that other programs give to the copies that they put beside a file."""

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


LARGEST = 1_000_000
_DEEPEST = 2
"""Parts of a record's path: its outlook's folder and its file."""

Kind = Literal["prediction", "outlook", "domains", "review", "scorecard"]

_READ = sum(
    getattr(os, f"O_{name}", 0) for name in ("RDONLY", "NONBLOCK", "NOCTTY", "CLOEXEC", "BINARY")
)
"""Flags of `os.open`, as far as this system has them."""

_REPOSITORY = {"head", "objects", "refs", "config", "packed-refs", "commondir"}
"""Names by which git takes a folder for a repository."""
_ONE_OF_A_KIND = {"domains", "outlook", "scorecard"}
_YAML = re.compile(r"[.。．]ya?ml(?:\.txt)? *$", re.IGNORECASE)
"""The end of a YAML file's name, also as Notepad writes it and as it is mistyped."""


class RecordFile(NamedTuple):
    """A file to read: its path, which is its name in messages, its kind and its id."""

    shown: str
    kind: Kind
    id: str

    @property
    def file(self) -> Path:
        """Its path; a text until it is asked for, as ten thousand go from process to process."""
        return Path(self.shown)


def file_of(root: Path, kind: Kind, id_: str) -> RecordFile:
    """The file of a record by its id; it need not be there."""
    return RecordFile(str(root / f"{id_}.yaml"), kind, id_)


def _folder_problem(rule: str, shown: str, en: str, zh: str, hint: Phrase | None = None) -> Problem:
    return RULES[rule].problem(printable(shown, limit=4096), 1, 1, Phrase(en, zh), hint)


def _is_yaml(name: str) -> bool:
    """Whether a name ends as those of YAML files do; what systems hide beside them does not count."""
    return _YAML.search(name) is not None and not name.startswith(("._", ".#"))


def _stem(name: str) -> str:
    """The name of a YAML file without its end, in small letters."""
    return _YAML.sub("", name).lower()


def _is_folder(entry: Path | os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link to itself, a name that is too long
        return False


class Listing:
    """The files of a folder in the order of their paths, and the problems of the folder itself.

    They are gathered in one walk through it, two levels deep.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.real_root = os.path.realpath(root)
        self.files: list[RecordFile] = []
        self.inodes: dict[int, str] = {}
        self.problems: list[Problem] = []

    def add(self, rule: str, shown: str, en: str, zh: str, hint: Phrase | None = None) -> None:
        """Add a problem of the folder or of a file that is not read."""
        self.problems.append(_folder_problem(rule, shown, en, zh, hint))

    def is_refused(self, entry: os.DirEntry[str], name: str) -> bool:
        """Whether an entry is a link out of the folder, a copy, or misnamed; each is a problem."""
        # Not Path.resolve: that raises for a link that leads to itself.
        real = Path(os.path.realpath(entry.path)) if entry.is_symlink() else None
        if real and not real.is_relative_to(self.real_root):
            self.add("outside-folder", entry.path, "the link leads out of the folder",
                     "符号链接指向了文件夹之外")  # fmt: skip
        elif self.is_copy(entry):
            return True
        elif why := name_problem(name):
            shown = printable(entry.name, limit=80)
            self.add("bad-name", entry.path, f"the name `{shown}` cannot be an id: {why.en}",
                     f"名字 `{shown}` 不能用作 id：{why.zh}")  # fmt: skip
        else:
            return False
        return True

    def file(self, entry: os.DirEntry[str], kind: Kind, id_: str) -> None:
        """Add an entry of the right level: a record, or a problem."""
        if not entry.name.endswith(".yaml") or entry.name.lower() == "outlook.yaml" != entry.name:
            self.stray(entry)
        elif not self.is_refused(entry, entry.name.removesuffix(".yaml")):
            self.files.append(RecordFile(entry.path, kind, id_))
            self.inodes[entry.inode()] = entry.path

    def is_copy(self, entry: os.DirEntry[str]) -> bool:
        """Whether an entry is a copy of a file or folder, by its name or as a link; a copy is a problem."""
        original = original_name(_YAML.sub("", entry.name))
        if original is not None:
            name = printable(f"{original}.yaml" if _is_yaml(entry.name) else original)
            self.add("copied-file", entry.path, f"the name is that of a copy of {name}",
                     f"看名字是 {name} 的副本")  # fmt: skip
            return True
        real = os.path.realpath(entry.path) if entry.is_symlink() else ""
        same = self.inodes.get(entry.inode()) or (real if self.is_listed(real) else None)
        if same is None or not (real or Path(same).samefile(entry.path)):
            return False
        name = printable(os.path.relpath(same, self.real_root if real else self.root))
        hint = Phrase("Delete one of the two names.", "删掉其中一个名字。")
        self.add("copied-file", entry.path, f"this is the same file as {name}",
                 f"与 {name} 是同一个文件", hint)  # fmt: skip
        return True

    def is_listed(self, real: str) -> bool:
        """Whether a path is in a place where records are read."""
        parts = Path(os.path.relpath(real, self.real_root)).parts if real else ()
        is_hidden = any(part.startswith(".") for part in parts)
        return 0 < len(parts) <= _DEEPEST and not is_hidden and Path(real).exists()

    def stray(self, entry: os.DirEntry[str]) -> None:
        """Add a problem for each YAML file in or below an entry, none of which is read."""
        if _is_yaml(entry.name) and not _is_folder(entry):
            if self.is_copy(entry):
                return
            stem = _stem(entry.name)
            name = f"{stem if stem in _ONE_OF_A_KIND else _YAML.sub('', entry.name)}.yaml"
            en, zh = "a YAML file in this place is not read", "程序不读放在这里的 YAML 文件"
            hint = None
            if name != entry.name:
                en, zh = "a file of this name is not read", "程序不读这个名字的文件"
                hint = Phrase(f"Rename it to {printable(name)}.", f"改名为 {printable(name)}。")
                if any(one.name == name for one in Path(entry.path).parent.iterdir()):
                    hint = RULES["copied-file"].fix
            self.add("stray-file", entry.path, en, zh, hint)
        elif not entry.is_symlink() and _is_folder(entry):
            for inner in self.entries(entry.path):
                self.stray(inner)

    def folder(self, entry: os.DirEntry[str]) -> None:
        """Add the files of an outlook's folder, or of the folder of the reviews."""
        if self.is_refused(entry, entry.name):
            return
        before, has_outlook = len(self.files), False
        for inner in self.entries(entry.path):
            kind: Kind = "outlook" if inner.name == "outlook.yaml" else "prediction"
            kind = "review" if entry.name == "reviews" else kind
            has_outlook |= inner.name[:1] in "oO" and _stem(inner.name) == "outlook"
            self.file(inner, kind, f"{entry.name}/{inner.name.removesuffix('.yaml')}")
        if len(self.files) > before and not has_outlook and entry.name != "reviews":
            self.add("missing-outlook", entry.path, "this outlook has no outlook.yaml",
                     "这个展望缺少 outlook.yaml")  # fmt: skip

    def entries(self, folder: str) -> list[os.DirEntry[str]]:
        """The visible entries of a folder in order; none when it cannot be read."""
        try:
            with os.scandir(folder) as found:
                entries = sorted(found, key=lambda entry: entry.name)
        except OSError as error:
            why = system_reason(error)
            self.add("unreadable", folder, f"cannot be read: {why.en}", f"无法读取：{why.zh}")
            return []
        self.alike(folder, entries)
        return [one for one in entries if not one.name.startswith(".") or _is_yaml(one.name)]

    def alike(self, folder: str, entries: list[os.DirEntry[str]]) -> None:
        """Add problems for names that other systems take for one, and for a repository of its own."""
        by_name: dict[str, str] = {}
        for entry in entries:
            name = entry.name.casefold()
            other = by_name.setdefault(name, entry.name)
            if other != entry.name:
                shown = printable(other, limit=80)
                self.add("bad-name", entry.path,
                         f"Windows and macOS take it for `{shown}`: only capitals differ",
                         f"Windows 和 macOS 会把它与 `{shown}` 当成同一个：只有大小写不同")  # fmt: skip
        planted = _REPOSITORY & by_name.keys()
        if "head" in planted or len(planted) > 1:
            en, zh = listed(by_name[one] for one in sorted(planted))
            self.add("planted-repository", folder, f"git may take it for a repository: {en}",
                     f"git 可能把它当成一个仓库：{zh}")  # fmt: skip

    def walk(self) -> None:
        """Add the files of the whole folder."""
        for entry in self.entries(str(self.root)):
            if _is_folder(entry) and not entry.name.endswith(".yaml"):
                self.folder(entry)
            elif entry.name == "domains.yaml":
                self.file(entry, "domains", "domains")
            elif entry.name == "scorecard.yaml":
                self.file(entry, "scorecard", "scorecard")
            elif _is_yaml(entry.name):
                self.stray(entry)


def list_files(root: Path) -> Listing:
    """The record files of a folder; a folder that is missing or empty is a problem, not an exception."""
    found, shown = Listing(root), str(root)
    if not _is_folder(root):
        found.add("missing-folder", shown, "there is no such folder", "没有这个文件夹")
        return found
    found.walk()
    kinds = {file.kind for file in found.files}
    strays = (_stem(Path(one.path).name) for one in found.problems if one.rule == "stray-file")
    if "domains" not in kinds and "domains" not in strays:
        found.add(
            "missing-domains", shown, "the folder has no domains.yaml", "文件夹里没有 domains.yaml"
        )
    if "prediction" not in kinds:
        found.add("empty-folder", shown, "the folder holds no prediction", "文件夹里没有预测")
    return found


def read_bytes(file: RecordFile) -> bytes | Problem:
    """A file's bytes, or the problem that keeps it from being read; never blocks and never reads much.

    With plain system calls: of ten thousand files this is most of a check from the cache.
    """
    try:
        descriptor = os.open(file.shown, _READ)
        try:
            facts = os.fstat(descriptor)
            if not stat.S_ISREG(facts.st_mode):
                en, zh = "this is not a regular file", "这不是普通文件"
                return _folder_problem("unreadable", file.shown, en, zh)
            if facts.st_size > LARGEST:
                en, zh = f"the file has {facts.st_size:,} bytes", f"文件有 {facts.st_size:,} 字节"
                return _folder_problem("too-large", file.shown, en, zh)
            return os.read(descriptor, facts.st_size)
        finally:
            os.close(descriptor)
    except OSError as error:
        en, zh = system_reason(error)
        return _folder_problem("unreadable", file.shown, f"cannot be read: {en}", f"无法读取：{zh}")
