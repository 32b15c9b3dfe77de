/** QR codes as SVG, drawn on the server: nothing is loaded by the page that shows them. */

/** @returns an `<svg>` without a fixed size, hidden from screen readers: whoever shows it says beside it what it is for. */
export async function qrSvg(text: string): Promise<string> {
  const { default: QRCode } = await import('qrcode');
  const svg = await QRCode.toString(text, { type: 'svg', errorCorrectionLevel: 'M', margin: 2 });
  return svg.replace('<svg ', '<svg aria-hidden="true" ').replaceAll('#000000', '#111111');
}
