"""A folder of records for a review."""

from pathlib import Path

CLAIMS = {
    "alpha": ('=1+1 <script>alert("x")</script> *is* on sale.', "@甲会开售 | 乙。"),
    "beta": ("Beta comes.", "乙会来。"),
    "gamma": ("Gamma comes.", "丙会来。"),
}
"""Claims by the name of their file; the first one tries to be a formula, a script and Markdown."""

AS_OF = "2025-01-10"
"""A day after the windows of all claims have closed."""


def write_claims(folder: Path, prediction: Path) -> Path:
    """Put the three claims in the place of the one; gamma has no verdict."""
    text = prediction.read_text(encoding="utf-8")
    prediction.unlink()
    for name, (en, zh) in CLAIMS.items():
        own = text.replace("en: Apple puts Vision Pro on sale during 2024.", f"en: {quoted(en)}")
        own = own.replace("zh: 苹果会在 2024 年内开售 Vision Pro。", f"zh: {quoted(zh)}")
        if name == "gamma":
            own = own[: own.index("verdicts:")] + "verdicts: []  # 还没有判定\n"
        (folder / "kandao-2024" / f"{name}.yaml").write_text(own, encoding="utf-8")
    return folder


def quoted(text: str) -> str:
    """A text in double quotes as YAML takes it."""
    return '"' + text.replace('"', '\\"') + '"'
