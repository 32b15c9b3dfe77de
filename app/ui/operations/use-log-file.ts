/** The audit log as a file: asked for with the session of the admin, and handed to the browser. */
import { useAppBridge } from '@shopify/app-bridge-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

export function useLogFile(query: string) {
  const { t, i18n } = useTranslation();
  const bridge = useAppBridge();
  const [isLoading, setLoading] = useState(false);
  const download = async () => {
    setLoading(true);
    try {
      const response = await fetch(
        `/app/operations-file?${[query, `locale=${i18n.language}`].filter(Boolean).join('&')}`,
        {
          method: 'POST',
        },
      );
      if (!response.ok) throw new Error(`The file was answered with ${response.status}.`);
      const url = URL.createObjectURL(await response.blob());
      Object.assign(document.createElement('a'), { href: url, download: 'audit-log.csv' }).click();
      // The browser needs the address until it has begun to write the file.
      setTimeout(() => URL.revokeObjectURL(url), 60_000);
    } catch {
      bridge.toast.show(t('members.file.failed'), { isError: true });
    } finally {
      setLoading(false);
    }
  };
  return { download: () => void download(), isLoading };
}
