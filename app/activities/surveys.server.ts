/** Owns the answers of surveys: 0 to 10 and a few words, once a member and survey. Unhappy ones reach the merchant. */
import { pool, type Sql } from '../db.server.ts';
import { cleanText } from '../lib/clean-text.ts';
import { announce } from '../messages/announce.server.ts';
import type { Text } from '../program/text.ts';

/** Who answers 9 or 10 promotes the shop; who answers 6 or less is unhappy. The usual bounds of the net promoter score. */
export const PROMOTER_FROM = 9;
export const UNHAPPY_UNTIL = 6;

export interface NewAnswer {
  shopId: number;
  key: string;
  memberId: string;
  survey: string;
  /** What was asked, for the merchant's message. */
  question: Text | null;
  score: number;
  comment: string;
  now: Date;
}

/** Must run inside a transaction. The same key again changes nothing. */
export async function saveAnswer(sql: Sql, answer: NewAnswer): Promise<void> {
  const comment = cleanText(answer.comment, 1000).trim();
  const { rowCount } = await sql.query(
    `INSERT INTO survey_answers (shop_id, key, member_id, survey, score, comment, answered_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`,
    [answer.shopId, answer.key, answer.memberId, answer.survey, answer.score, comment, answer.now],
  );
  if (!rowCount || answer.score > UNHAPPY_UNTIL) return;
  await announce(
    sql,
    [
      {
        shopId: answer.shopId,
        memberId: null,
        kind: 'survey_unhappy',
        key: answer.key,
        data: {
          score: answer.score,
          ...(answer.question ? { survey: answer.question } : {}),
          ...(comment ? { comment } : {}),
          aboutMemberId: answer.memberId,
        },
      },
    ],
    answer.now,
  );
}

export interface SurveyAnswer {
  key: string;
  memberId: string;
  customerId: string | null;
  survey: string;
  score: number;
  comment: string;
  answeredAt: Date;
  handledAt: Date | null;
}

export type AnswerFilter = 'all' | 'unhappy' | 'open';

/** Newest first. open: unhappy ones that nobody has seen to. */
export async function listAnswers(shopId: number, filter: AnswerFilter, limit: number): Promise<SurveyAnswer[]> {
  const { rows } = await pool().query<SurveyAnswer>({
    name: `survey-answers-${filter}`,
    text: `SELECT s.key, s.member_id AS "memberId", m.customer_id AS "customerId", s.survey, s.score, s.comment, s.answered_at AS "answeredAt",
             s.handled_at AS "handledAt"
           FROM survey_answers s JOIN members m ON m.shop_id = s.shop_id AND m.id = s.member_id
           WHERE s.shop_id = $1 ${filter === 'all' ? '' : `AND s.score <= ${UNHAPPY_UNTIL}`} ${filter === 'open' ? 'AND s.handled_at IS NULL' : ''}
           ORDER BY s.answered_at DESC LIMIT $2`,
    values: [shopId, limit],
  });
  return rows;
}

export async function setHandled(
  shopId: number,
  key: string,
  handled: boolean,
  now: Date,
  sql: Sql = pool(),
): Promise<void> {
  await sql.query('UPDATE survey_answers SET handled_at = $3 WHERE shop_id = $1 AND key = $2', [
    shopId,
    key,
    handled ? now : null,
  ]);
}

export interface PromoterScore {
  answers: number;
  promoters: number;
  passives: number;
  unhappy: number;
  /** Percentage of promoters less that of the unhappy, rounded; null without answers. */
  score: number | null;
}

export async function promoterScore(shopId: number, since: Date): Promise<PromoterScore> {
  const { rows } = await pool().query<{ answers: number; promoters: number; unhappy: number }>({
    name: 'survey-promoter-score',
    text: `SELECT count(*)::int AS answers, count(*) FILTER (WHERE score >= ${PROMOTER_FROM})::int AS promoters,
             count(*) FILTER (WHERE score <= ${UNHAPPY_UNTIL})::int AS unhappy
           FROM survey_answers WHERE shop_id = $1 AND answered_at >= $2`,
    values: [shopId, since],
  });
  const { answers = 0, promoters = 0, unhappy = 0 } = rows[0] ?? {};
  return {
    answers,
    promoters,
    passives: answers - promoters - unhappy,
    unhappy,
    score: answers === 0 ? null : Math.round(((promoters - unhappy) * 100) / answers),
  };
}
