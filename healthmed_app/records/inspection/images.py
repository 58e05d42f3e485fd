"""Images: decoded, turned upright and encoded anew, so that nothing of the file remains but its pixels."""

import io
import warnings
from typing import BinaryIO, Literal

from PIL import Image, ImageCms, ImageOps

from healthmed_app.records.inspection.verdict import Accepted, Refused

PIXELS_MAX = 60_000_000
"""More than the camera of a telephone takes; decoded it is 180 MB."""
JPEG_QUALITY = 92
_PLAIN = {"PNG": {"1", "L", "LA", "I;16", "P", "RGB", "RGBA"}, "JPEG": {"L", "RGB"}}


def check(file: BinaryIO, kind: Literal["PNG", "JPEG"], made: BinaryIO) -> Accepted:
    """Write the image anew to `made` and return what it is.

    Raises:
        Refused: it is no image of that kind, too large, or one that moves.
    """
    Image.MAX_IMAGE_PIXELS = PIXELS_MAX
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        image = Image.open(file, formats=[kind])
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Refused("too_many_pixels") from None
    if kind == "PNG" and getattr(image, "n_frames", 1) > 1:
        raise Refused("animated")
    image.load()
    upright = _in_srgb(ImageOps.exif_transpose(image))
    if upright.mode not in _PLAIN[kind]:
        upright = upright.convert("RGB")
    bare = Image.new(upright.mode, upright.size)
    bare.paste(upright)
    if upright.mode == "P" and (palette := upright.getpalette("RGBA")) is not None:
        bare.putpalette(palette, "RGBA")
    options = {"quality": JPEG_QUALITY} if kind == "JPEG" else {}
    bare.save(made, kind, **options)
    media_type = "image/jpeg" if kind == "JPEG" else "image/png"
    return Accepted(media_type, width_px=bare.width, height_px=bare.height)


def _in_srgb(image: Image.Image) -> Image.Image:
    """Keep the colours of an image whose profile is about to go."""
    profile = image.info.get("icc_profile")
    if not profile or image.mode not in {"RGB", "CMYK"}:
        return image
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except ImageCms.PyCMSError:
        return image
    return converted or image
