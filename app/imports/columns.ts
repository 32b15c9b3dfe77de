/**
 * Which column of somebody's export holds what. Pure. Names are compared without case, spaces and punctuation, so that
 * "Points Balance", "points_balance" and "pointsBalance" are one.
 */

export const importFields = ['customerId', 'email', 'points', 'date', 'note', 'expiresOn', 'birthday', 'tier'] as const;
export type ImportField = (typeof importFields)[number];

/** A column's position for each field that the file has. */
export type ColumnMap = Partial<Record<ImportField, number>>;

/** Names that loyalty vendors' exports use, the surest first. */
const names: Record<ImportField, readonly string[]> = {
  customerId: ['shopifycustomerid', 'shopifyid', 'customerid', 'platformcustomerid', 'externalcustomerid'],
  email: ['email', 'customeremail', 'emailaddress', 'memberemail'],
  points: [
    ...[
      'pointsbalance',
      'pointbalance',
      'currentpoints',
      'approvedpoints',
      'availablepoints',
      'balance',
      'pointschange',
    ],
    ...['pointsdelta', 'pointsamount', 'pointsadjusted', 'points', 'amount'],
  ],
  date: ['date', 'createdat', 'occurredat', 'transactiondate', 'timestamp', 'time', 'processedat'],
  note: ['reason', 'description', 'action', 'activity', 'note', 'title', 'event', 'message'],
  expiresOn: ['expireson', 'expiresat', 'expirydate', 'pointsexpiryon', 'expirationdate', 'pointsexpireat', 'expiry'],
  birthday: ['birthday', 'dateofbirth', 'birthdate', 'dob'],
  tier: ['tier', 'viptier', 'viptiername', 'tiername', 'loyaltytier', 'level'],
};

function plain(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

/**
 * @param header the names in the file's first line.
 * @param chosen columns that the merchant named, by field; they win over what is guessed.
 */
export function mapColumns(header: readonly string[], chosen: Partial<Record<ImportField, string>> = {}): ColumnMap {
  const present = header.map(plain);
  const map: ColumnMap = {};
  for (const field of importFields) {
    const wanted = chosen[field] === undefined ? names[field] : [plain(chosen[field])];
    const found = wanted.map((name) => present.indexOf(name)).find((index) => index >= 0);
    if (found !== undefined) map[field] = found;
  }
  return map;
}

export type MappingProblem = 'column_points_missing' | 'column_customer_missing' | 'column_date_missing';

/** What the file cannot do without. */
export function mappingProblems(map: ColumnMap, kind: 'balances' | 'history'): MappingProblem[] {
  return [
    ...(map.points === undefined ? (['column_points_missing'] as const) : []),
    ...(map.email === undefined && map.customerId === undefined ? (['column_customer_missing'] as const) : []),
    ...(kind === 'history' && map.date === undefined ? (['column_date_missing'] as const) : []),
  ];
}
