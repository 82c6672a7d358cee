import { type Api, defineApi, type Endpoints } from "../../src/http/serve/endpoint.ts";

/** An API of a test's own endpoints, whose errors are `{ error }`. */
export const testApi = <const All extends Endpoints>(endpoints: All): Api<All> =>
  defineApi({ name: "test", toBody: ({ message }) => ({ error: message }), endpoints });
