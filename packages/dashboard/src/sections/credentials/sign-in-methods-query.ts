import { queryOptions } from "@tanstack/react-query";
import { api } from "../../api.ts";

/** How the person may sign in. */
export const signInMethodsQuery = queryOptions({
  queryKey: ["sign-in-methods"],
  queryFn: () => api.signInMethods(),
});
