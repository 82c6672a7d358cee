import type { SegmentInfo } from "@millrace/protocol";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { api } from "../api.ts";
import { sharedSlug } from "../guest.ts";

const NONE: readonly SegmentInfo[] = [];

/** The filters that a site keeps under names. */
export function useSegments(site: string) {
  const client = useQueryClient();
  const queryKey = ["segments", site];
  const { data } = useQuery({
    queryKey,
    queryFn: () => api.segments(site),
    staleTime: 60_000,
    enabled: sharedSlug === null,
  });
  const names = useMemo(() => new Map((data ?? []).map(({ id, name }) => [id, name])), [data]);
  return { segments: data ?? NONE, names, refresh: () => client.invalidateQueries({ queryKey }) };
}
