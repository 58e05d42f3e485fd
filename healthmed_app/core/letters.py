"""A mail's text as a page that looks like the product: the HTML alternative of the same words, in the current language. Pure.

Mail programs know little of HTML: one column of tables, styles beside each element, no picture, no script, nothing that is
fetched. A rule for dark screens is there for those that follow one; others make dark of it what they like.
"""

import re
from html import escape

from healthmed_app.core.texts import language

_ADDRESS = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)]")
_FONT = "font-family:Inter,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
_STYLE = """
@media (prefers-color-scheme: dark) {
  .paper { background:#0e141b !important; }
  .surface { background:#151d26 !important; border-color:#2a3542 !important; }
  .sunken { background:#0e141b !important; border-color:#2a3542 !important; }
  .ink { color:#e8edf2 !important; }
  .muted { color:#a9b6c4 !important; }
  .accent { color:#2dd4bf !important; }
  .button { background:#2dd4bf !important; color:#0e141b !important; }
}
"""


def page(
    text: str,
    *,
    title: str,
    button: tuple[str, str] | None = None,
    card: str = "",
    foot: tuple[str, str] | None = None,
) -> str:
    """Return `text`, whose paragraphs are apart by empty lines, as an HTML document under the heading `title`.

    `button` is (words, address): the paragraph that is that address alone becomes a button. The paragraph `card` stands
    in a frame. `foot` is (words, address) of a link at the end.
    """
    blocks = "".join(
        _block(block.strip(), button, card) for block in text.strip().split("\n\n") if block.strip()
    )
    end = (
        f'<a href="{escape(foot[1])}" class="muted" style="color:#4d596a">{escape(foot[0])}</a>'
        if foot
        else ""
    )
    return f"""<!DOCTYPE html>
<html lang="{language()}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>{escape(title)}</title>
<style>{_STYLE}</style>
</head>
<body class="paper" style="margin:0;padding:0;background:#fbfaf7">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" class="paper" style="background:#fbfaf7">
<tr><td align="center" style="padding:24px 12px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:560px">
<tr><td style="padding:0 8px 16px;{_FONT};font-size:20px;font-weight:700">
<span class="ink" style="color:#0f1b2d">Health<span class="accent" style="color:#0f766e">&amp;</span>Med</span>
</td></tr>
<tr><td class="surface" style="background:#ffffff;border:1px solid #e3e1da;border-radius:10px;padding:28px 24px 12px;{_FONT}">
<h1 class="ink" style="margin:0 0 16px;font-size:22px;line-height:1.3;color:#0f1b2d">{escape(title)}</h1>
{blocks}
</td></tr>
<tr><td class="muted" style="padding:16px 8px 0;{_FONT};font-size:14px;line-height:1.5;color:#4d596a">{end}</td></tr>
</table>
</td></tr>
</table>
</body>
</html>
"""


def _block(block: str, button: tuple[str, str] | None, card: str) -> str:
    if button is not None and block == button[1]:
        return (
            '<p style="margin:8px 0 20px">'
            f'<a href="{escape(button[1])}" class="button" style="display:inline-block;background:#0f766e;color:#ffffff;'
            'text-decoration:none;font-size:16px;font-weight:600;line-height:1.25;padding:12px 20px;border-radius:8px">'
            f"{escape(button[0])}</a></p>\n"
        )
    words = "<br>".join(_linked(line) for line in block.split("\n"))
    if card and block == card.strip():
        return (
            '<p class="sunken ink" style="margin:0 0 20px;padding:14px 16px;background:#f4f2ec;border:1px solid #e3e1da;'
            f'border-radius:8px;font-size:16px;line-height:1.5;font-weight:600;color:#0f1b2d">{words}</p>\n'
        )
    return (
        f'<p class="ink" style="margin:0 0 16px;font-size:16px;line-height:1.5;color:#0f1b2d">{words}</p>\n'
    )


def _linked(line: str) -> str:
    """Escape a line, and make links of the addresses in it."""
    made, after = [], 0
    for found in _ADDRESS.finditer(line):
        address = escape(found[0])
        made.append(escape(line[after : found.start()]))
        made.append(
            f'<a href="{address}" class="accent" style="color:#0f766e;overflow-wrap:anywhere">{address}</a>'
        )
        after = found.end()
    return "".join([*made, escape(line[after:])])
