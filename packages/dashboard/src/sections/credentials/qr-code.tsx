import { encode } from "uqr";

/** Modules of white around it, without which cameras do not find it (ISO/IEC 18004). */
const BORDER = 4;

/** A QR code. It stays dark on white in a dark page: many cameras read no other. */
export default function QrCode({ text, label }: { text: string; label: string }) {
  const { data, size } = encode(text, { border: BORDER, ecc: "M" });
  const squares = data.flatMap((row, y) =>
    row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])),
  );
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
      style={{ display: "block", width: 208, maxWidth: "100%", borderRadius: 8, background: "#fff" }}
    >
      <path d={squares.join("")} fill="#000" />
    </svg>
  );
}
