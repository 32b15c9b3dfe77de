/**
 * Owns the wording of refusals: graphql-js finds what is wrong with a request, Shopify (which runs graphql-ruby) says
 * it in its own words, with `path` and `extensions.code`. Apps match on these, so they are translated here.
 */
import type { ASTNode, DocumentNode, GraphQLFormattedError, GraphQLError } from 'graphql';
import { Kind, visit } from 'graphql';

interface Translation {
  pattern: RegExp;
  say: (match: RegExpExecArray) => { message: string; extensions: Record<string, unknown> };
}

const TRANSLATIONS: Translation[] = [
  {
    pattern: /^Cannot query field "([^"]+)" on type "([^"]+)"/,
    say: ([, field, type]) => ({
      message: `Field '${field}' doesn't exist on type '${type}'`,
      extensions: { code: 'undefinedField', typeName: type, fieldName: field },
    }),
  },
  {
    pattern: /^Unknown argument "([^"]+)" on field "([^".]+)\.([^"]+)"/,
    say: ([, argument, , field]) => ({
      message: `Field '${field}' doesn't accept argument '${argument}'`,
      extensions: { code: 'argumentNotAccepted', name: field, typeName: 'Field', argumentName: argument },
    }),
  },
  {
    pattern: /^(?:Field|Argument) "([^"]+)" argument "([^"]+)" of type "[^"]+" is required/,
    say: ([, field, argument]) => ({
      message: `Field '${field}' is missing required arguments: ${argument}`,
      extensions: { code: 'missingRequiredArguments', className: 'Field', name: field, arguments: argument },
    }),
  },
  {
    pattern: /^Field "([^"]+)" of type "([^"]+)" must have a selection of subfields/,
    say: ([, field, type]) => ({
      message: `Field must have selections (field '${field}' returns ${bare(type)} but has no selections. Did you mean '${field} { ... }'?)`,
      extensions: { code: 'selectionMismatch', nodeName: `field '${field}'`, typeName: bare(type) },
    }),
  },
  {
    pattern: /^Field "([^"]+)" must not have a selection since type "([^"]+)" has no subfields/,
    say: ([, field, type]) => ({
      message: `Selections can't be made on scalars (field '${field}' returns ${bare(type)} but has selections)`,
      extensions: { code: 'selectionMismatch', nodeName: `field '${field}'`, typeName: bare(type) },
    }),
  },
  {
    pattern: /^Unknown type "([^"]+)"/,
    say: ([, type]) => ({
      message: `${type} isn't a defined input type (on a variable)`,
      extensions: { code: 'undefinedType', typeName: type },
    }),
  },
  {
    pattern: /^Field "([^"]+)" is not defined by type "([^"]+)"/,
    say: ([, field, type]) => ({
      message: `InputObject '${type}' doesn't accept argument '${field}'`,
      extensions: { code: 'argumentNotAccepted', name: type, typeName: 'InputObject', argumentName: field },
    }),
  },
  {
    pattern: /^Field "([^".]+)\.([^"]+)" of required type "([^"]+)" was not provided/,
    say: ([, type, field, fieldType]) => ({
      message: `Argument '${field}' on InputObject '${type}' is required. Expected type ${fieldType}`,
      extensions: { code: 'missingRequiredInputObjectAttribute', argumentName: field, inputObjectType: type },
    }),
  },
  {
    pattern: /^Variable "\$([^"]+)" is not defined/,
    say: ([, name]) => ({
      message: `Variable $${name} is used but not declared`,
      extensions: { code: 'variableNotDefined', variableName: name },
    }),
  },
  {
    pattern: /^Variable "\$([^"]+)" is never used/,
    say: ([, name]) => ({
      message: `Variable $${name} is declared but not used`,
      extensions: { code: 'variableNotUsed', variableName: name },
    }),
  },
  {
    pattern: /^Variable "\$([^"]+)" of type "([^"]+)" used in position expecting type "([^"]+)"/,
    say: ([, name, given, wanted]) => ({
      message: `Type mismatch on variable $${name} and argument (${given} / ${wanted})`,
      extensions: { code: 'variableMismatch', variableName: name, typeName: given, errorMessage: 'Type mismatch' },
    }),
  },
  {
    pattern: /^Value "([^"]+)" does not exist in "([^"]+)" enum/,
    say: ([, value, type]) => ({
      message: `Argument has an invalid value (${value}). Expected type '${type}'.`,
      extensions: { code: 'argumentLiteralsIncompatible', typeName: 'Field' },
    }),
  },
];

/** A refused document, as Shopify answers it: HTTP 200 and only `errors`. */
export function translateValidationErrors(
  errors: readonly GraphQLError[],
  document: DocumentNode | null,
): GraphQLFormattedError[] {
  return errors.map((error) => {
    const formatted = translate(error);
    const node = error.nodes?.[0];
    const path = document && node ? pathOf(document, node) : undefined;
    return {
      message: formatted.message,
      ...(error.locations ? { locations: error.locations } : {}),
      ...(path ? { path } : {}),
      extensions: formatted.extensions,
    };
  });
}

function translate(error: GraphQLError): { message: string; extensions: Record<string, unknown> } {
  for (const { pattern, say } of TRANSLATIONS) {
    const match = pattern.exec(error.message);
    if (match) return say(match);
  }
  const code = error.extensions['code'];
  return { message: error.message, extensions: { code: typeof code === 'string' ? code : 'invalid' } };
}

/** graphql-js reports coercion problems one by one; Shopify says one error for each variable with `problems` in it. */
export function translateVariableErrors(
  errors: readonly GraphQLError[],
  variables: Readonly<Record<string, unknown>>,
): GraphQLFormattedError[] {
  const byVariable = new Map<string, { error: GraphQLError; problems: { path: string[]; explanation: string }[] }>();
  const others: GraphQLFormattedError[] = [];
  for (const error of errors) {
    const name = /^Variable "\$([^"]+)"/.exec(error.message)?.[1];
    if (!name) {
      others.push({ message: error.message, ...(error.locations ? { locations: error.locations } : {}) });
      continue;
    }
    const known = byVariable.get(name) ?? { error, problems: [] };
    known.problems.push({ path: problemPath(error.message, name), explanation: explanation(error.message) });
    byVariable.set(name, known);
  }
  const translated = [...byVariable].map(([name, { error, problems }]) => {
    const said = problems.map(({ path, explanation: why }) => `${path.length ? `${path.join('.')} ` : ''}(${why})`);
    const declared = declaredType(error.nodes?.[0]);
    return {
      message: `Variable $${name} of type ${declared} was provided invalid value${said[0] ? ` for ${said.join(', ')}` : ''}`,
      ...(error.locations ? { locations: error.locations } : {}),
      extensions: { code: 'INVALID_VARIABLE', value: variables[name] ?? null, problems },
    };
  });
  return [...translated, ...others];
}

function problemPath(message: string, variable: string): string[] {
  const at = / at "([^"]+)"/.exec(message)?.[1] ?? variable;
  const missing = /; Field "([^"]+)" of required type/.exec(message)?.[1];
  const unknown = /; Field "([^"]+)" is not defined by type/.exec(message)?.[1];
  const path = at.slice(variable.length).split(/[.[\]]+/);
  return [...path, missing ?? unknown ?? ''].filter((part) => part !== '');
}

function explanation(message: string): string {
  if (/of required type|Expected non-nullable/.test(message)) return 'Expected value to not be null';
  const unknown = /Field "([^"]+)" is not defined by type "([^"]+)"/.exec(message);
  if (unknown) return `Field is not defined on ${unknown[2]}`;
  return message.replace(/^Variable .*?; /, '').replace(/^Variable "\$[^"]+" /, '');
}

function declaredType(node: ASTNode | undefined): string {
  if (node?.kind !== Kind.VARIABLE_DEFINITION) return 'unknown';
  const { loc } = node.type;
  return loc ? loc.source.body.slice(loc.start, loc.end) : 'unknown';
}

function bare(type: string | undefined): string {
  return (type ?? '').replace(/[![\]]/g, '');
}

/** graphql-ruby's path: the operation, then field after field down to the culprit. */
function pathOf(document: DocumentNode, culprit: ASTNode): string[] | undefined {
  let found: string[] | undefined;
  const trail: string[] = [];
  visit(document, {
    enter(node) {
      if (node.kind === Kind.OPERATION_DEFINITION) {
        trail.push(node.name ? `${node.operation} ${node.name.value}` : node.operation);
      } else if (node.kind === Kind.FRAGMENT_DEFINITION) trail.push(`fragment ${node.name.value}`);
      else if (node.kind === Kind.FIELD) trail.push(node.alias?.value ?? node.name.value);
      else if (node.kind === Kind.ARGUMENT || node.kind === Kind.OBJECT_FIELD) trail.push(node.name.value);
      if (node === culprit) found ??= [...trail];
      return undefined;
    },
    leave(node) {
      const named = [Kind.OPERATION_DEFINITION, Kind.FRAGMENT_DEFINITION, Kind.FIELD, Kind.ARGUMENT, Kind.OBJECT_FIELD];
      if (named.some((kind) => kind === node.kind)) trail.pop();
    },
  });
  return found;
}
