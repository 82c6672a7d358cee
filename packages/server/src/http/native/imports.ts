import { IMPORT_FORMATS, IMPORT_PIECE_BYTES } from "@millrace/protocol";
import type { FastifyRequest } from "fastify";
import { z } from "zod";
import { BadRequest } from "../../domain/errors.ts";
import type { SiteImports } from "../../imports/site-imports.ts";
import { created, createForSite, type FindSite, ok, pathParam } from "../serve/answer.ts";
import { noteAudit } from "../serve/audit-changes.ts";
import { BodyFault } from "../serve/body.ts";
import type { Handlers } from "../serve/handlers.ts";
import { readBody } from "../serve/json-body.ts";
import { refuseUnknown } from "../serve/known-params.ts";
import { readTextParams } from "../serve/text-params.ts";
import type { IMPORTS } from "./endpoints/imports.ts";

export interface ImportsDeps {
  readonly find: FindSite;
  readonly imports: SiteImports;
}

const newImportSchema = z.strictObject({
  format: z.enum(IMPORT_FORMATS),
  timezone: z.string().optional(),
  files: z.array(z.strictObject({ name: z.string(), bytes: z.int().nonnegative() })),
});
const runSchema = z.strictObject({ dry_run: z.boolean() });

/** Creates the handlers that receive other systems' files in pieces and import them. */
export function createImportHandlers({ find, imports }: ImportsDeps): Handlers<typeof IMPORTS> {
  const forSite = createForSite(find);
  return {
    listImports: forSite(async ({ name }) => ok({ imports: imports.list(name) })),

    beginImport: forSite(async ({ name }, request) => {
      const { timezone, ...asked } = readBody(request, newImportSchema);
      return created(await imports.begin(name, { ...asked, ...(timezone !== undefined && { timezone }) }));
    }),

    readImport: forSite(async ({ name }, request) => ok(imports.show(name, idOf(request)))),

    sendImportData: forSite(async ({ name }, request) =>
      ok(await imports.append(name, idOf(request), readPiece(request))),
    ),

    runImport: forSite(async ({ name }, request) => {
      const { dry_run } = readBody(request, runSchema);
      const started = imports.start(name, idOf(request), dry_run);
      if (!dry_run) noteAudit(request, { action: "import started", details: { format: started.format } });
      return ok(started);
    }),

    removeImport: forSite(async ({ name }, request) => {
      await imports.remove(name, idOf(request));
      return ok({ deleted: true });
    }),
  };
}

const idOf = (request: FastifyRequest): string => pathParam(request, "id");

function readPiece({ headers, query, body }: FastifyRequest) {
  // Not what a form of another site can send.
  if (headers["content-type"]?.toLowerCase() !== "application/octet-stream")
    throw new BodyFault(415, "the content-type must be application/octet-stream");
  const params = refuseUnknown(readTextParams(query), ["file", "offset"]);
  const bytes = (body as Buffer | undefined) ?? Buffer.alloc(0);
  if (bytes.length > IMPORT_PIECE_BYTES)
    throw new BodyFault(413, `a piece may have at most ${IMPORT_PIECE_BYTES} bytes`);
  return { file: numberOf("file", params.file), offset: numberOf("offset", params.offset), bytes };
}

function numberOf(name: string, text = ""): number {
  if (!/^\d{1,15}$/.test(text)) throw new BadRequest(`${name} must be a whole number`);
  return Number(text);
}
