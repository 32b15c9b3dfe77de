import { useFetcher } from '@remix-run/react';
import { SaveBar, TitleBar, useAppBridge } from '@shopify/app-bridge-react';
import { Badge, Banner, BlockStack, Page } from '@shopify/polaris';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MessagesAction, MessagesAnswer, MessagesForm } from '../../messages/messages-action.ts';
import type { MessagesOverview } from '../../messages/overview.server.ts';
import { LeaveGuard } from '../leave-guard.tsx';
import { useAnswer } from '../use-answer.ts';
import { KindsCard } from './kinds-card.tsx';
import { MailCard } from './mail-card.tsx';
import { ReceiverCard } from './receiver-card.tsx';
import { TimingCard } from './timing-card.tsx';
import { TroubleBanner } from './trouble-banner.tsx';

export type Change = (change: Partial<MessagesForm>) => void;

export function MessagesPage({ overview }: { overview: MessagesOverview }) {
  const { t } = useTranslation();
  const bridge = useAppBridge();
  const fetcher = useFetcher<MessagesAnswer>();
  const kept = formOf(overview);
  const [form, setForm] = useState(kept);
  const [problems, setProblems] = useState<Record<string, string>>({});
  const isDirty = JSON.stringify(form) !== JSON.stringify(kept);
  const isSending = fetcher.state !== 'idle';
  const send = (action: MessagesAction) =>
    void fetcher.submit(JSON.stringify(action), { method: 'post', encType: 'application/json' });
  const change: Change = (part) => {
    setForm((old) => ({ ...old, ...part }));
    setProblems((old) => Object.fromEntries(Object.entries(old).filter(([field]) => !(field in part))));
  };
  useAnswer(fetcher, (answer) => {
    if (answer.outcome === 'wrong') {
      setProblems(answer.problems);
      bridge.toast.show(t('messages.fixFirst'), { isError: true });
    } else if (answer.outcome !== 'test_failed') {
      setProblems({});
      bridge.toast.show(t(`messages.done.${answer.outcome}`));
    }
  });
  useFocusOnFirstProblem(problems);
  const problemAt = (field: string) => {
    const problem = problems[field];
    return problem ? t(`messages.problems.${problem}`) : undefined;
  };

  return (
    <Page
      title={t('messages.title')}
      subtitle={t('messages.subtitle')}
      titleMetadata={
        overview.settings.paused ? (
          <Badge tone="warning">{t('messages.status.paused')}</Badge>
        ) : (
          <Badge tone="success">{t('messages.status.on')}</Badge>
        )
      }
    >
      <TitleBar title={t('messages.title')} />
      <LeaveGuard isDirty={isDirty} />
      <SaveBar id="messages-save-bar" open={isDirty}>
        <button
          variant="primary"
          onClick={() => send({ intent: 'save', form })}
          {...(isSending ? { loading: '' } : {})}
        >
          {t('messages.save')}
        </button>
        <button
          onClick={() => {
            setForm(kept);
            setProblems({});
          }}
        >
          {t('messages.undo')}
        </button>
      </SaveBar>
      <BlockStack gap="400">
        <TroubleBanner trouble={overview.trouble} isSending={isSending} onRetry={() => send({ intent: 'retry' })} />
        {!overview.available.email && (
          <Banner tone="warning" title={t('messages.noServer.title')}>
            {t('messages.noServer.text')}
          </Banner>
        )}
        <KindsCard form={form} available={overview.available} sent={overview.sent} onChange={change} />
        <TimingCard form={form} onChange={change} />
        <MailCard form={form} from={overview.from} problemAt={problemAt} onChange={change} />
        {(['gateway', 'webhook'] as const).map((which) => (
          <ReceiverCard
            key={which}
            which={which}
            url={form[`${which}Url`]}
            secret={overview.settings[which]?.secret ?? null}
            problem={problemAt(`${which}Url`)}
            isSending={isSending}
            onChange={(url) => change({ [`${which}Url`]: url })}
            onRenew={() => send({ intent: 'renew_secret', receiver: which })}
          />
        ))}
      </BlockStack>
    </Page>
  );
}

/** What the screen edits of the settings. */
function formOf({ settings }: MessagesOverview): MessagesForm {
  const { paused, kinds, earned, quietHours, accent, replyTo, merchantEmail, gateway, webhook } = settings;
  const urls = { gatewayUrl: gateway?.url ?? '', webhookUrl: webhook?.url ?? '' };
  return { paused, kinds, earned, quietHours, accent, replyTo, merchantEmail, ...urls };
}

/** Who uses a keyboard or hears the page is led to what has to be mended. */
function useFocusOnFirstProblem(problems: Record<string, string>): void {
  const before = useRef(problems);
  useEffect(() => {
    if (before.current === problems) return;
    before.current = problems;
    const [field] = Object.keys(problems);
    if (field) document.getElementById(`messages-${field}`)?.focus();
  }, [problems]);
}
