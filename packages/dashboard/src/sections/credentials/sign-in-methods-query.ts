import { queryOptions } from "@tanstack/react-query";
import { moreApi } from "../../more-api.ts";

/** How the person may sign in. */
export const signInMethodsQuery = queryOptions({
  queryKey: ["sign-in-methods"],
  queryFn: () => moreApi.signInMethods(),
});
