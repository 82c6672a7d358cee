import { Button, Code, Group, Paper, Select, Stack, Text, Title } from "@mantine/core";
import { IMPORT_FORMATS, type ImportFormat, type ImportInfo } from "@millrace/protocol";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { Fault } from "../../cards/fault.tsx";
import { useTexts } from "../../i18n/use-texts.tsx";
import { moreApi } from "../../more-api.ts";
import styles from "./imports.module.css";
import { sendFiles } from "./send-files.ts";

const LOOK_MS = 500;

const isRunning = ({ state }: ImportInfo): boolean => state === "reading" || state === "writing";

/** Takes other systems' files: sent, tried, looked at, and then written. */
export function Imports({ site }: { site: string }) {
  const { t } = useTexts();
  const client = useQueryClient();
  const queryKey = ["imports", site];
  const { data } = useQuery({
    queryKey,
    queryFn: () => moreApi.imports(site),
    refetchInterval: ({ state }) => (state.data?.some(isRunning) ? LOOK_MS : false),
  });
  const refresh = () => client.invalidateQueries({ queryKey });
  // One that was begun on another page can't be sent on from here: its files are there.
  const shown = (data ?? []).filter(({ state }) => state !== "receiving");
  return (
    <Paper withBorder p="lg" component="section">
      <Stack>
        <div>
          <Title order={2} size="h4">
            {t("import.title")}
          </Title>
          <Text size="sm" c="dimmed">
            {t("import.hint")}
          </Text>
        </div>
        {shown.map((one) => (
          <OpenImport key={one.id} site={site} info={one} onChange={refresh} />
        ))}
        {shown.length === 0 && <NewImport site={site} onSent={refresh} />}
      </Stack>
    </Paper>
  );
}

function NewImport({ site, onSent }: { site: string; onSent: () => Promise<void> }) {
  const { t } = useTexts();
  const [format, setFormat] = useState<ImportFormat>("plausible");
  const [files, setFiles] = useState<readonly File[]>([]);
  const [sent, setSent] = useState<ImportInfo | null>(null);
  const stop = useRef<AbortController | null>(null);
  useEffect(() => () => stop.current?.abort(), []);

  function controlled(): AbortController {
    stop.current = new AbortController();
    return stop.current;
  }

  const sending = useMutation({
    async mutationFn() {
      const { signal } = controlled();
      const named = files.map(({ name, size }) => ({ name, bytes: size }));
      const begun = await moreApi.beginImport(site, { format, files: named });
      try {
        setSent(begun);
        await sendFiles(site, begun.id, files, { signal, onProgress: setSent });
        await moreApi.runImport(site, begun.id, true);
      } catch (error) {
        await moreApi.removeImport(site, begun.id).catch(() => {});
        // Whoever broke it off knows.
        if (!signal.aborted) throw error;
      }
    },
    async onSettled() {
      setSent(null);
      await onSent();
    },
  });

  function send(event: FormEvent): void {
    event.preventDefault();
    sending.mutate();
  }

  return (
    <form onSubmit={send}>
      <Stack gap="sm">
        <Select
          label={t("import.format")}
          data={IMPORT_FORMATS.map((value) => ({ value, label: t(`import.format.${value}`) }))}
          value={format}
          onChange={(chosen) => setFormat(chosen as ImportFormat)}
          allowDeselect={false}
          disabled={sending.isPending}
        />
        <label className={styles.files}>
          <span className={styles.label}>{t("import.files")}</span>
          <span className={styles.hint}>{t(`import.files.${format}`)}</span>
          <input
            type="file"
            multiple
            disabled={sending.isPending}
            onChange={(event) => setFiles([...(event.currentTarget.files ?? [])])}
          />
        </label>
        {sent !== null && <Progress label={t("import.receiving")} info={sent} />}
        {sending.error !== null && <Fault error={sending.error} />}
        <Group>
          <Button type="submit" variant="default" disabled={files.length === 0 || sending.isPending}>
            {t("import.check")}
          </Button>
          {sending.isPending && (
            <Button variant="subtle" color="gray" onClick={() => stop.current?.abort()}>
              {t("app.cancel")}
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  );
}

interface OpenImportProps {
  readonly site: string;
  readonly info: ImportInfo;
  readonly onChange: () => Promise<void>;
}

/** Files that are on the server: what is in them, and what became of them. */
function OpenImport({ site, info, onChange }: OpenImportProps) {
  const { t } = useTexts();
  const client = useQueryClient();
  const { id, state, summary, error } = info;
  const writing = useMutation({ mutationFn: () => moreApi.runImport(site, id, false), onSettled: onChange });
  const removal = useMutation({ mutationFn: () => moreApi.removeImport(site, id), onSettled: onChange });
  useEffect(() => {
    if (state === "written") void client.invalidateQueries({ queryKey: ["report", site] });
  }, [state, client, site]);
  const fault = writing.error ?? removal.error;
  return (
    <Stack gap="sm">
      <Text size="sm" fw={600}>
        {t(`import.format.${info.format}`)}, {t("import.count", { count: info.files.length })}
      </Text>
      {isRunning(info) && <Progress label={t(`import.${state as "reading" | "writing"}`)} info={info} />}
      {summary.length > 0 && (
        <Code block className={styles.summary ?? ""} role="status">
          {summary.join("\n")}
        </Code>
      )}
      {error !== null && (
        <Text size="sm" role="alert" c="var(--worse)">
          <bdi>{error}</bdi>
        </Text>
      )}
      {fault !== null && <Fault error={fault} />}
      <Group>
        {state === "read" && (
          <Button loading={writing.isPending} onClick={() => writing.mutate()}>
            {t("import.write")}
          </Button>
        )}
        <Button variant="default" loading={removal.isPending} onClick={() => removal.mutate()}>
          {t(state === "written" ? "import.done" : state === "failed" ? "import.other" : "app.cancel")}
        </Button>
      </Group>
    </Stack>
  );
}

function Progress({ label, info }: { label: string; info: ImportInfo }) {
  const { numbers } = useTexts();
  const { done, total } = info;
  return (
    <div>
      <Text size="sm">
        {label} {numbers.bytes(done)} / {numbers.bytes(total)}
      </Text>
      <progress className={styles.progress} aria-label={label} value={done} max={Math.max(total, 1)} />
    </div>
  );
}
