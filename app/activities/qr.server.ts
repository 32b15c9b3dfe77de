/** QR codes as SVG, drawn on the server: nothing is loaded by the page that shows them. */
import QRCode from 'qrcode';

/** @returns an `<svg>` without a fixed size, hidden from screen readers: whoever shows it says beside it what it is for. */
export async function qrSvg(text: string): Promise<string> {
  const svg = await QRCode.toString(text, { type: 'svg', errorCorrectionLevel: 'M', margin: 2 });
  return svg.replace('<svg ', '<svg aria-hidden="true" ').replaceAll('#000000', '#111111');
}
