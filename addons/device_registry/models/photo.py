"""Pictures from outside are drawn anew, so that they tell neither place nor camera nor anything
that hides in a file."""

from odoo.exceptions import UserError, ValidationError
from odoo.tools.image import ImageProcess

MAX_MB = 12


def clean_photo(env, data, side=2048, form="JPEG"):
    """Return a picture without any of its metadata, at most ``side`` pixels wide and high.

    Raises ValidationError for what is too large or no picture.
    """
    if len(data) > MAX_MB << 20:
        raise ValidationError(env._("The photo has more than %s MB.", MAX_MB))
    try:
        process = ImageProcess(data, verify_resolution=True)
        if not process.image:  # Odoo lets SVG and WebP through as they are
            raise ValueError("neither JPEG nor PNG")
        process.resize(side, side)
        process.operationsCount += 1  # even a small one is written anew
        return process.image_quality(quality=82, output_format=form)
    except (UserError, ValueError, OSError) as error:
        raise ValidationError(env._("This is no photo that can be read.")) from error
