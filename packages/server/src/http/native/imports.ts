import { IMPORT_FORMATS, IMPORT_PIECE_BYTES } from "@millrace/protocol";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { z } from "zod";
import { BadRequest } from "../../domain/errors.ts";
import type { SiteImports } from "../../imports/site-imports.ts";
import { createSiteAnswer, made, ok, type SiteAnswerDeps } from "../serve/answer.ts";
import { BodyFault } from "../serve/body.ts";
import { readBody } from "../serve/json-body.ts";
import { refuseUnknown } from "../serve/known-params.ts";
import { readTextParams } from "../serve/text-params.ts";

export interface ImportsDeps extends SiteAnswerDeps {
  readonly imports: SiteImports;
}

const IMPORTS = "/api/v1/sites/:site/imports";
const IMPORT = `${IMPORTS}/:id`;
const DATA = `${IMPORT}/data`;
const RUN = `${IMPORT}/run`;

const OPERATOR = { config: { access: "operator" } } as const;

const newImportSchema = z.strictObject({
  format: z.enum(IMPORT_FORMATS),
  timezone: z.string().optional(),
  files: z.array(z.strictObject({ name: z.string(), bytes: z.int().nonnegative() })),
});
const runSchema = z.strictObject({ dry_run: z.boolean() });

/** Other systems' files, in pieces, and what becomes of them: `/api/v1/sites/<site>/imports`. */
export function importRoutes(server: FastifyInstance, deps: ImportsDeps): void {
  const { imports } = deps;
  const answer = createSiteAnswer(deps);

  server.get(
    IMPORTS,
    OPERATOR,
    answer(async ({ name }) => ok({ imports: imports.list(name) })),
  );
  server.post(
    IMPORTS,
    OPERATOR,
    answer(async ({ name }, request) => {
      const { timezone, ...asked } = readBody(request, newImportSchema);
      return made(await imports.begin(name, { ...asked, ...(timezone !== undefined && { timezone }) }));
    }),
  );
  server.get(
    IMPORT,
    OPERATOR,
    answer(async ({ name }, request) => ok(imports.show(name, idOf(request)))),
  );
  server.post(
    DATA,
    OPERATOR,
    answer(async ({ name }, request) => ok(await imports.append(name, idOf(request), readPiece(request)))),
  );
  server.post(
    RUN,
    OPERATOR,
    answer(async ({ name }, request) =>
      ok(imports.start(name, idOf(request), readBody(request, runSchema).dry_run)),
    ),
  );
  server.delete(
    IMPORT,
    OPERATOR,
    answer(async ({ name }, request) => {
      await imports.remove(name, idOf(request));
      return ok({ deleted: true });
    }),
  );
}

const idOf = ({ params }: FastifyRequest): string => (params as { id: string }).id;

function readPiece({ headers, query, body }: FastifyRequest) {
  // Not what a form of another site can send.
  if (headers["content-type"] !== "application/octet-stream")
    throw new BodyFault(415, "the content-type must be application/octet-stream");
  const params = refuseUnknown(readTextParams(query), ["file", "offset"]);
  const bytes = (body as Buffer | undefined) ?? Buffer.alloc(0);
  if (bytes.length > IMPORT_PIECE_BYTES)
    throw new BodyFault(413, `a piece has at most ${IMPORT_PIECE_BYTES} bytes`);
  return { file: numberOf("file", params.file), offset: numberOf("offset", params.offset), bytes };
}

function numberOf(name: string, text = ""): number {
  if (!/^\d{1,15}$/.test(text)) throw new BadRequest(`${name}: a whole number`);
  return Number(text);
}

/** The routes above, for an edge that hands them on. */
export const IMPORT_ROUTES = [
  { method: "GET", url: IMPORTS, access: "operator" },
  { method: "POST", url: IMPORTS, access: "operator" },
  { method: "GET", url: IMPORT, access: "operator" },
  { method: "POST", url: DATA, access: "operator" },
  { method: "POST", url: RUN, access: "operator" },
  { method: "DELETE", url: IMPORT, access: "operator" },
] as const;
