import { useFetcher, useNavigate } from '@remix-run/react';
import { useAppBridge } from '@shopify/app-bridge-react';
import { Button, InlineStack, Link, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import type { Panel } from '../../analytics/panel.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { useAnswer } from '../use-answer.ts';
import { membersOfSegment } from './members-behind.ts';

interface SegmentsBodyProps {
  panel: Extract<Panel, { kind: 'bars' }>;
  title: string;
  nameOf(key: string): string;
}

/** Groups of members by how they buy: who they are, how many, and what can be done with them. */
export function SegmentsBody({ panel, title, nameOf }: SegmentsBodyProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const bridge = useAppBridge();
  const navigate = useNavigate();
  const campaign = useFetcher<{ added: boolean; segment: string }>();
  useAnswer(campaign, ({ added, segment }) => {
    if (!added) return bridge.toast.show(t('analytics.notAdded'), { isError: true });
    bridge.toast.show(t('analytics.addedToDraft', { name: nameOf(segment) }));
    navigate('/app/program/campaigns');
  });
  const sent = campaign.formData?.get('segment');
  const all = panel.rows.reduce((sum, { value }) => sum + (value ?? 0), 0);
  return (
    <ul className="regulars-segments" aria-label={title}>
      {panel.rows.map(({ key, value }) => {
        const name = nameOf(key);
        return (
          <li key={key}>
            <div className="regulars-segments-who">
              <Text as="span" fontWeight="semibold">
                {name}
              </Text>
              <Text as="span" tone="subdued" variant="bodySm">
                {t(`analytics.segments.${key}`)}
              </Text>
            </div>
            <div className="regulars-segments-count">
              <Text as="span" fontWeight="semibold">
                {format.number(value ?? 0)}
              </Text>{' '}
              <Text as="span" tone="subdued">
                {all > 0 ? `(${format.percent(Math.round(((value ?? 0) / all) * 1000) / 1000)})` : ''}
              </Text>
              <div className="regulars-bars-track" aria-hidden="true">
                <div style={{ inlineSize: all > 0 ? `${((value ?? 0) / all) * 100}%` : 0 }} />
              </div>
            </div>
            <InlineStack gap="300" blockAlign="center">
              <Link
                url={membersOfSegment(key)}
                accessibilityLabel={t('analytics.seeMembersOf', { name })}
                removeUnderline
              >
                {t('analytics.seeMembers')}
              </Link>
              <Button
                size="slim"
                accessibilityLabel={t('analytics.useInCampaignOf', { name })}
                loading={campaign.state !== 'idle' && sent === key}
                disabled={campaign.state !== 'idle' && sent !== key}
                onClick={() => campaign.submit({ segment: key }, { method: 'post', action: '/app/analytics' })}
              >
                {t('analytics.useInCampaign')}
              </Button>
            </InlineStack>
          </li>
        );
      })}
    </ul>
  );
}
