"""Draws the photos of the demo: streets of an invented city, before and after the work. No file is kept for them."""

from __future__ import annotations

import io
import math
from collections.abc import Callable
from random import Random

from PIL import Image, ImageDraw, ImageFilter

WIDTH, HEIGHT = 960, 720
KEPT_SIZE = (720, 540)
Colour = tuple[int, int, int]
Point = tuple[float, float]

SKIES: tuple[tuple[Colour, Colour], ...] = (
    ((122, 178, 214), (222, 235, 240)),
    ((168, 182, 190), (226, 226, 222)),
    ((236, 190, 140), (250, 226, 190)),
    ((96, 130, 168), (200, 212, 220)),
)
WALLS: tuple[Colour, ...] = (
    (226, 208, 178),
    (196, 170, 146),
    (160, 178, 178),
    (214, 176, 150),
    (178, 186, 160),
    (230, 224, 210),
)
GREENS: tuple[Colour, ...] = ((58, 104, 60), (84, 128, 62), (46, 88, 70), (104, 138, 74))
LITTER: tuple[Colour, ...] = (
    (232, 232, 226),
    (40, 48, 60),
    (196, 60, 52),
    (60, 110, 170),
    (222, 178, 64),
    (120, 92, 66),
)


class Canvas:
    """A picture being drawn, with the luck that makes each one different."""

    def __init__(self, luck: Random) -> None:
        self.luck = luck
        self.image = Image.new("RGB", (WIDTH, HEIGHT))
        self.draw = ImageDraw.Draw(self.image)
        self.horizon = luck.randint(250, 360)
        self.vanishing = luck.randint(260, 700)

    def shade(self, colour: Colour, by: int) -> Colour:
        red, green, blue = (max(0, min(255, part + by)) for part in colour)
        return red, green, blue

    def blob(self, centre: Point, width: float, height: float, colour: Colour, *, corners: int = 14) -> None:
        """A rounded shape with an uneven edge."""
        edge = []
        for number in range(corners):
            angle = 2 * math.pi * number / corners
            reach = self.luck.uniform(0.75, 1.1)
            edge.append((centre[0] + math.cos(angle) * width * reach, centre[1] + math.sin(angle) * height * reach))
        self.draw.polygon(edge, fill=colour)

    def along(self, depth: float) -> float:
        """The height on the picture of a point of the road, 0 at the horizon and 1 at the viewer's feet."""
        return self.horizon + (HEIGHT - self.horizon) * depth


def _sky_and_houses(canvas: Canvas) -> None:
    top, bottom = canvas.luck.choice(SKIES)
    for line in range(canvas.horizon):
        share = line / canvas.horizon
        colour = tuple(round(one + (other - one) * share) for one, other in zip(top, bottom, strict=True))
        canvas.draw.line([(0, line), (WIDTH, line)], fill=colour)
    left = -20
    while left < WIDTH:
        width, height = canvas.luck.randint(70, 210), canvas.luck.randint(60, 210)
        wall = canvas.luck.choice(WALLS)
        roof = canvas.shade(wall, -70)
        ground = canvas.horizon + 6
        canvas.draw.rectangle([left, ground - height, left + width, ground], fill=wall)
        canvas.draw.polygon(
            [
                (left - 8, ground - height),
                (left + width / 2, ground - height - 40),
                (left + width + 8, ground - height),
            ],
            fill=roof,
        )
        for window in range(left + 14, left + width - 26, 44):
            canvas.draw.rectangle([window, ground - height + 18, window + 20, ground - height + 46], fill=(70, 84, 92))
        left += width + canvas.luck.randint(-6, 60)


def _trees_behind(canvas: Canvas) -> None:
    for _ in range(canvas.luck.randint(1, 5)):
        x, size = canvas.luck.randint(0, WIDTH), canvas.luck.randint(30, 80)
        canvas.draw.rectangle([x - 5, canvas.horizon - size, x + 5, canvas.horizon + 10], fill=(92, 70, 50))
        canvas.blob((x, canvas.horizon - size), size, size * 0.8, canvas.luck.choice(GREENS))


def _road(canvas: Canvas) -> None:
    verge = canvas.luck.choice(((150, 146, 128), (122, 138, 92), (168, 158, 140)))
    canvas.draw.rectangle([0, canvas.horizon, WIDTH, HEIGHT], fill=verge)
    asphalt = canvas.shade((96, 98, 102), canvas.luck.randint(-18, 24))
    left, right = canvas.luck.randint(-160, 160), canvas.luck.randint(800, 1120)
    v, h = canvas.vanishing, canvas.horizon
    canvas.draw.polygon([(v - 26, h), (v + 26, h), (right, HEIGHT), (left, HEIGHT)], fill=asphalt)
    for edge in (left, right):
        canvas.draw.line([(v, h), (edge, HEIGHT)], fill=canvas.shade(asphalt, 60), width=6)
    for number in range(5):
        near, far = canvas.along((number + 0.55) / 5), canvas.along((number + 0.15) / 5)
        middle = (left + right) / 2
        one, two = ((height - h) / (HEIGHT - h) for height in (far, near))
        canvas.draw.polygon(
            [
                (v + (middle - v) * one - 3, far),
                (v + (middle - v) * one + 3, far),
                (v + (middle - v) * two + 9, near),
                (v + (middle - v) * two - 9, near),
            ],
            fill=(224, 222, 208),
        )


def _grain(canvas: Canvas) -> Image.Image:
    """Smaller, so that edges are soft, and with some noise, as a cheap phone has."""
    small = canvas.image.resize(KEPT_SIZE, Image.Resampling.BOX)
    noise = Image.effect_noise((KEPT_SIZE[0] // 4, KEPT_SIZE[1] // 4), 26).resize(KEPT_SIZE)
    return Image.blend(small, Image.merge("RGB", (noise, noise, noise)), 0.07)


def _pothole(canvas: Canvas, *, mended: bool) -> None:
    centre = (canvas.luck.randint(330, 640), canvas.along(canvas.luck.uniform(0.45, 0.75)))
    width, height = canvas.luck.randint(90, 190), canvas.luck.randint(26, 60)
    if mended:
        x, y, lean = *centre, (canvas.vanishing - centre[0]) * 0.12
        above, below = y - height * 1.2, y + height * 1.3
        canvas.draw.polygon(
            [(x - width + lean, above), (x + width + lean, above), (x + width * 1.2, below), (x - width * 1.2, below)],
            fill=(48, 50, 54),
        )
        return
    canvas.blob(centre, width * 1.15, height * 1.2, (132, 126, 116))
    canvas.blob(centre, width, height, (58, 54, 50))
    if canvas.luck.random() < 0.6:
        canvas.blob((centre[0], centre[1] + 4), width * 0.7, height * 0.6, (134, 128, 108))


def _waste(canvas: Canvas, *, mended: bool) -> None:
    centre = (
        canvas.luck.choice((170, 780)) + canvas.luck.randint(-90, 90),
        canvas.along(canvas.luck.uniform(0.5, 0.85)),
    )
    if mended:
        canvas.draw.rectangle([centre[0] - 46, centre[1] - 110, centre[0] + 46, centre[1] + 8], fill=(44, 110, 84))
        canvas.draw.rectangle([centre[0] - 54, centre[1] - 122, centre[0] + 54, centre[1] - 106], fill=(30, 84, 64))
        return
    spread = canvas.luck.randint(120, 240)
    for _ in range(canvas.luck.randint(26, 46)):
        x = centre[0] + canvas.luck.gauss(0, spread / 2.4)
        rise = max(0.0, 1 - abs(x - centre[0]) / spread) * canvas.luck.uniform(0, 130)
        size = canvas.luck.randint(16, 46)
        canvas.blob((x, centre[1] - rise), size, size * 0.7, canvas.luck.choice(LITTER), corners=8)


def _lamp(canvas: Canvas, *, mended: bool) -> None:
    x, top = canvas.luck.randint(200, 760), canvas.luck.randint(50, 130)
    foot = canvas.along(canvas.luck.uniform(0.15, 0.5))
    night = Image.new("RGB", (WIDTH, HEIGHT), (14, 18, 34))
    canvas.image.paste(Image.blend(canvas.image, night, 0.45 if mended else 0.72))
    canvas.draw = ImageDraw.Draw(canvas.image)
    arm = canvas.luck.choice((-1, 1)) * canvas.luck.randint(70, 120)
    canvas.draw.line([(x, foot), (x, top), (x + arm, top - 14)], fill=(150, 154, 158), width=11, joint="curve")
    if mended:
        glow = Image.new("RGB", (WIDTH, HEIGHT), (0, 0, 0))
        ImageDraw.Draw(glow).polygon(
            [(x + arm - 20, top), (x + arm + 20, top), (x + arm + 260, HEIGHT), (x + arm - 260, HEIGHT)],
            fill=(190, 150, 70),
        )
        glow = glow.reduce(8).filter(ImageFilter.BoxBlur(6)).resize((WIDTH, HEIGHT))
        canvas.image.paste(Image.blend(canvas.image, Image.composite(glow, canvas.image, glow.convert("L")), 0.6))
        canvas.draw = ImageDraw.Draw(canvas.image)
    canvas.draw.ellipse(
        [x + arm - 26, top - 26, x + arm + 26, top + 4], fill=(255, 236, 170) if mended else (70, 74, 80)
    )


def _tree(canvas: Canvas, *, mended: bool) -> None:
    x, foot = canvas.luck.randint(240, 720), canvas.along(canvas.luck.uniform(0.3, 0.6))
    if mended:
        canvas.draw.ellipse([x - 60, foot - 24, x + 60, foot + 24], fill=(150, 112, 76))
        canvas.draw.ellipse([x - 44, foot - 17, x + 44, foot + 15], fill=(214, 178, 130))
        return
    lean = canvas.luck.choice((-1, 1)) * canvas.luck.randint(120, 360)
    height = canvas.luck.randint(160, 330)
    tip = (x + lean, foot - height + abs(lean) * 0.5)
    canvas.draw.line([(x, foot), tip], fill=(86, 64, 44), width=34)
    for _ in range(9):
        canvas.blob(
            (tip[0] + canvas.luck.gauss(0, 60), tip[1] + canvas.luck.gauss(0, 36)), 74, 52, canvas.luck.choice(GREENS)
        )


def _drain(canvas: Canvas, *, mended: bool) -> None:
    side = canvas.luck.choice((-1, 1))
    near, far = WIDTH / 2 + side * canvas.luck.randint(330, 450), canvas.vanishing + side * 44
    water = (92, 118, 120) if mended else (72, 66, 46)
    canvas.draw.polygon(
        [(far - 8, canvas.horizon), (far + 8, canvas.horizon), (near + 190, HEIGHT), (near - 190, HEIGHT)],
        fill=(176, 172, 164),
    )
    canvas.draw.polygon(
        [(far - 5, canvas.horizon), (far + 5, canvas.horizon), (near + 140, HEIGHT), (near - 140, HEIGHT)], fill=water
    )
    if mended:
        return
    for _ in range(canvas.luck.randint(14, 30)):
        depth = canvas.luck.uniform(0.2, 1)
        x = far + (near - far) * depth + canvas.luck.gauss(0, 70 * depth)
        canvas.blob((x, canvas.along(depth)), 40 * depth, 16 * depth + 4, canvas.luck.choice(LITTER), corners=8)


SCENES: dict[str, Callable[..., None]] = {
    "report.road": _pothole,
    "report.waste": _waste,
    "report.streetlight": _lamp,
    "report.tree": _tree,
    "report.drainage": _drain,
}


def photo(service: str, *, seed: str, mended: bool = False) -> io.BytesIO:
    """A JPEG of what is broken, or with `mended` of the same place after the work: the same seed, the same street."""
    canvas = Canvas(Random(seed))  # noqa: S311 (not a secret: the same luck draws the same street)
    _sky_and_houses(canvas)
    _trees_behind(canvas)
    _road(canvas)
    SCENES.get(service, _pothole)(canvas, mended=mended)
    file = io.BytesIO()
    _grain(canvas).save(file, "JPEG", quality=82)
    file.seek(0)
    return file
