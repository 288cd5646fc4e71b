package inflate

// Made with Python: zlib.compressobj(-1, zlib.DEFLATED, -15).
const (
	partialFlush   = "3256f073f4750d0e707476e5e50208"
	syncFlush      = "3256f073f4750d0e707476e5e502000000ffff"
	fullFlush      = "3256f073f4750d0e707476e5e502000000ffff"
	partialDynamic = "eccc410a80201005d07dd01d3e0381b6b603580e356006ce08deff24758896ee1f2f208b1a88e06825d0421e95add502775c9253e5e2e769835ab4a690b23f1dee66d578b2a2492adced23614c63fa717a05"
)
