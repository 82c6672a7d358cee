import { ActionIcon, Button, Group, Stack, Text, TextInput, UnstyledButton } from "@mantine/core";
import type { AnnotationInfo } from "@millrace/protocol";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api } from "../../api.ts";
import { useTexts } from "../../i18n/use-texts.tsx";
import { CloseIcon } from "../../icons.tsx";
import { useKeptFocus } from "../../keyboard/use-kept-focus.ts";
import { annotationsQuery } from "../../site/annotations-query.ts";
import { useSite } from "../../site/site-context.tsx";
import { useUser } from "../../user.tsx";
import { datesOf } from "../../view/period.ts";
import { Fault } from "../fault.tsx";
import styles from "./annotation-list.module.css";

/** Notes, the latest first; a click changes one. */
export default function AnnotationList() {
  const { t } = useTexts();
  const { site } = useSite();
  const { mayEdit } = useUser();
  const { data } = useQuery(annotationsQuery(site.name));
  const [edited, setEdited] = useState<AnnotationInfo | null>(null);
  const box = useKeptFocus();
  const notes = [...(data ?? [])].sort((a, b) => b.date.localeCompare(a.date));
  return (
    <Stack gap="xs" ref={box} tabIndex={-1}>
      {notes.length === 0 && (
        <Text size="sm" c="dimmed">
          {t("annotation.none")}
        </Text>
      )}
      <div className={styles.notes}>
        {notes.map((note) => (
          <Note key={note.id} note={note} onEdit={mayEdit ? () => setEdited(note) : null} />
        ))}
      </div>
      {mayEdit && <NoteForm key={edited?.id ?? "new"} note={edited} onDone={() => setEdited(null)} />}
    </Stack>
  );
}

function Note({ note, onEdit }: { note: AnnotationInfo; onEdit: (() => void) | null }) {
  const { t, dates } = useTexts();
  const { site } = useSite();
  const client = useQueryClient();
  const removal = useMutation({
    mutationFn: () => api.deleteAnnotation(site.name, note.id),
    onSettled: () => client.invalidateQueries(annotationsQuery(site.name)),
  });
  const text = (
    <>
      <span className={styles.date}>{dates.date(note.date)}</span> <bdi>{note.text}</bdi>
    </>
  );
  if (onEdit === null) return <div className={styles.note}>{text}</div>;
  return (
    <Group gap={4} wrap="nowrap" align="flex-start">
      <UnstyledButton className={styles.note ?? ""} onClick={onEdit}>
        {text}
      </UnstyledButton>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={t("annotation.delete", { text: note.text })}
        onClick={() => removal.mutate()}
      >
        <CloseIcon size={14} />
      </ActionIcon>
      {removal.error !== null && <Fault error={removal.error} />}
    </Group>
  );
}

/** A new note, of the last day that is shown, or one that is changed. */
function NoteForm({ note, onDone }: { note: AnnotationInfo | null; onDone: () => void }) {
  const { t } = useTexts();
  const { site, period, today } = useSite();
  const client = useQueryClient();
  const last = datesOf(period, today)?.last ?? today;
  const [date, setDate] = useState(note?.date ?? [last, today].sort()[0] ?? today);
  const [text, setText] = useState(note?.text ?? "");
  const saving = useMutation({
    mutationFn: () =>
      note === null
        ? api.createAnnotation(site.name, { date, text: text.trim() })
        : api.updateAnnotation(site.name, note.id, { date, text: text.trim() }),
    onSuccess: async () => {
      await client.invalidateQueries(annotationsQuery(site.name));
      setText("");
      onDone();
    },
  });

  function save(event: FormEvent): void {
    event.preventDefault();
    saving.mutate();
  }

  return (
    <form className={styles.form} onSubmit={save}>
      <TextInput
        type="date"
        size="xs"
        label={t("annotation.date")}
        value={date}
        onChange={(event) => setDate(event.currentTarget.value)}
      />
      <TextInput
        size="xs"
        label={t("annotation.text")}
        placeholder={t("annotation.hint")}
        maxLength={200}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        data-autofocus
      />
      {saving.error !== null && <Fault error={saving.error} />}
      <Group gap="xs">
        <Button type="submit" size="compact-sm" disabled={text.trim() === "" || date === ""}>
          {t(note === null ? "annotation.add" : "app.save")}
        </Button>
        {note !== null && (
          <Button size="compact-sm" variant="default" onClick={onDone}>
            {t("app.cancel")}
          </Button>
        )}
      </Group>
    </form>
  );
}
