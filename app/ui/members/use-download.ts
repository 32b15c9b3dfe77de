/** Files of the members pages: asked for with the session of the admin, and handed to the browser. */
import { useAppBridge } from '@shopify/app-bridge-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FileRequest } from '../../members/members-action.ts';

export function useDownload() {
  const { t, i18n } = useTranslation();
  const bridge = useAppBridge();
  const [isLoading, setLoading] = useState(false);
  const download = async (request: FileRequest, fileName: string): Promise<boolean> => {
    setLoading(true);
    try {
      const response = await fetch(`/app/members-file?locale=${i18n.language}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(request),
      });
      if (!response.ok) throw new Error(`The file was answered with ${response.status}.`);
      const url = URL.createObjectURL(await response.blob());
      const link = Object.assign(document.createElement('a'), { href: url, download: fileName });
      link.click();
      // The browser needs the address until it has begun to write the file.
      setTimeout(() => URL.revokeObjectURL(url), 60_000);
      return true;
    } catch {
      bridge.toast.show(t('members.file.failed'), { isError: true });
      return false;
    } finally {
      setLoading(false);
    }
  };
  return {
    download: (request: FileRequest, fileName: string) => void download(request, fileName),
    start: download,
    isLoading,
  };
}
