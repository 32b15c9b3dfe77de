/** Reads a QR code from a picture of the screen, as a scanner at the counter would. */
import jsQR from 'jsqr';
import type { Locator } from 'playwright-core';

/** @returns the text of the code that is seen in this part of the page. @throws Error when a scanner finds none. */
export async function readQr(part: Locator): Promise<string> {
  const png = (await part.screenshot()).toString('base64');
  const { pixels, width, height } = await part.page().evaluate(async (data) => {
    const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
    const picture = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    const canvas = new OffscreenCanvas(picture.width, picture.height).getContext('2d');
    if (!canvas) throw new Error('This browser draws nothing.');
    canvas.drawImage(picture, 0, 0);
    const { data: seen } = canvas.getImageData(0, 0, picture.width, picture.height);
    return { pixels: [...seen], width: picture.width, height: picture.height };
  }, png);
  const found = jsQR(Uint8ClampedArray.from(pixels), width, height);
  if (!found) throw new Error('No QR code is seen there.');
  return found.data;
}
