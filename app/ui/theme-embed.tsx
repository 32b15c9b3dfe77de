/** Whether the storefront part is switched on in the published theme, and the way there. */
import { Badge, Button } from '@shopify/polaris';
import { useAppBridge } from '@shopify/app-bridge-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useShop } from '../i18n/use-format.ts';

/** The file of the app embed in extensions/regulars-theme/blocks. */
const EMBED_HANDLE = 'launcher';

export type EmbedStatus = 'unknown' | 'on' | 'off';

/**
 * Asks App Bridge about the published theme. "unknown" while it has not answered, and where it cannot tell.
 * Source: https://shopify.dev/docs/api/app-home/apis/app (extensions are known since January 2026).
 */
export function useEmbedStatus(): EmbedStatus {
  const [status, setStatus] = useState<EmbedStatus>('unknown');
  const bridge = useAppBridge();
  useEffect(() => {
    let isGone = false;
    const ask = async () => {
      try {
        const extensions = await bridge.app.extensions();
        const blocks = extensions
          .filter((extension) => extension.type === 'theme_app_extension')
          .flatMap((extension) => extension.activations);
        const embed = blocks.find((block) => 'handle' in block && block.handle === EMBED_HANDLE);
        if (!isGone && embed && 'status' in embed) setStatus(embed.status === 'active' ? 'on' : 'off');
      } catch {
        // An admin that cannot tell: the merchant sees the theme editor instead.
      }
    };
    void ask();
    const onVisible = () => {
      if (document.visibilityState === 'visible') void ask();
    };
    document.addEventListener('visibilitychange', onVisible);
    return () => {
      isGone = true;
      document.removeEventListener('visibilitychange', onVisible);
    };
  }, [bridge]);
  return status;
}

export function embedEditorUrl(apiKey: string): string {
  return `shopify://admin/themes/current/editor?context=apps&activateAppId=${apiKey}/${EMBED_HANDLE}`;
}

export function ThemeEditorButton({ isPrimary = false }: { isPrimary?: boolean }) {
  const { t } = useTranslation();
  const { apiKey } = useShop();
  return (
    <Button variant={isPrimary ? 'primary' : undefined} url={embedEditorUrl(apiKey)} target="_top">
      {t('embed.open')}
    </Button>
  );
}

export function EmbedBadge({ status }: { status: EmbedStatus }) {
  const { t } = useTranslation();
  if (status === 'unknown') return <Badge>{t('embed.unknown')}</Badge>;
  return <Badge tone={status === 'on' ? 'success' : 'attention'}>{t(`embed.${status}`)}</Badge>;
}
