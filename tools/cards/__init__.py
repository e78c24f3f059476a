"""Draws test cards that belong to nobody: invented people, our own designs, photographed by arithmetic.

The same seed gives the same people, designs and scenes. The glyphs are those of the machine's own fonts, so the pixels
differ between machines; that is why the set under tests/cards is committed as images. Latin letters only, as the
reader's default head reads no others.
"""
