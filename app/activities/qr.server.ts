/** QR codes as SVG, drawn on the server: nothing is loaded by the page that shows them. */
import QRCode from 'qrcode';

/** @returns an `<svg>` of square modules in the current color, without a fixed size. */
export async function qrSvg(text: string): Promise<string> {
  const svg = await QRCode.toString(text, { type: 'svg', errorCorrectionLevel: 'M', margin: 2 });
  return svg.replace('<svg ', '<svg role="img" ').replaceAll('#000000', '#111111');
}
