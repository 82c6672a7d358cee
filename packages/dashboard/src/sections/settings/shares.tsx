import {
  Anchor,
  Button,
  CopyButton,
  Group,
  Modal,
  NumberInput,
  Paper,
  Stack,
  Text,
  Title,
} from "@mantine/core";
import type { NewShare, ShareInfo, SiteChanges, SiteInfo } from "@millrace/protocol";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { instanceUrl } from "../../api.ts";
import { Failure } from "../../cards/card.tsx";
import { Fault } from "../../cards/fault.tsx";
import { htmlAttribute } from "../../format/html-attribute.ts";
import { useTexts } from "../../i18n/use-texts.tsx";
import { useFocusBack } from "../../keyboard/use-focus-back.ts";
import { moreApi } from "../../more-api.ts";
import { Confirmation } from "../account/confirmation.tsx";
import { Entries, Entry } from "../account/entries.tsx";
import { Copyable } from "../install/copyable.tsx";
import { ShareForm } from "./share-form.tsx";

export interface SharesProps {
  readonly site: SiteInfo;
  readonly onSave: (changes: SiteChanges) => Promise<unknown>;
}

/** What is open about a link, and which. */
interface Opened {
  readonly what: "form" | "codes" | "deletion";
  readonly share: ShareInfo | null;
}

/** Links that show a site to people without an account, and how they get onto other pages. */
export function Shares({ site, onSave }: SharesProps) {
  const { t } = useTexts();
  const client = useQueryClient();
  const [opened, setOpened] = useState<Opened | null>(null);
  const queryKey = ["shares", site.name];
  const { data, error, refetch } = useQuery({ queryKey, queryFn: () => moreApi.shares(site.name) });
  const refresh = () => client.invalidateQueries({ queryKey });
  const close = () => setOpened(null);
  const share = opened?.share ?? null;

  async function save(changes: NewShare): Promise<void> {
    if (share === null) await moreApi.createShare(site.name, changes);
    else await moreApi.updateShare(site.name, share.id, changes);
    await refresh();
  }

  return (
    <Paper withBorder p="lg" component="section">
      <Stack>
        <div>
          <Title order={2} size="h4">
            {t("share.title")}
          </Title>
          <Text size="sm" c="dimmed">
            {t("share.hint")}
          </Text>
        </div>
        {data === undefined && error !== null && <Failure error={error} retry={refetch} />}
        {data?.length === 0 && <Text size="sm">{t("share.none")}</Text>}
        {data !== undefined && data.length > 0 && (
          <Entries label={t("share.title")}>
            {data.map((one) => (
              <ShareEntry key={one.id} share={one} onOpen={(what) => setOpened({ what, share: one })} />
            ))}
          </Entries>
        )}
        <div>
          <Button variant="default" onClick={() => setOpened({ what: "form", share: null })}>
            {t("share.new")}
          </Button>
        </div>
        <Threshold start={site.share_threshold} onSave={(share_threshold) => onSave({ share_threshold })} />
      </Stack>
      {opened?.what === "form" && (
        <Sheet title={t(share === null ? "share.new" : "share.change")} onClose={close}>
          <ShareForm share={share} timezone={site.timezone} onSave={save} onDone={close} />
        </Sheet>
      )}
      {opened?.what === "codes" && share !== null && (
        <Sheet title={t("share.codes")} onClose={close}>
          <Codes share={share} />
        </Sheet>
      )}
      {opened?.what === "deletion" && share !== null && (
        <Confirmation
          title={t("share.delete")}
          hint={t("share.deleteSure", { name: share.name })}
          onConfirm={async () => {
            await moreApi.deleteShare(site.name, share.id);
            await refresh();
          }}
          onClose={close}
        />
      )}
    </Paper>
  );
}

function Sheet({ title, onClose, children }: { title: string; onClose: () => void; children: ReactNode }) {
  const { t } = useTexts();
  useFocusBack();
  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      size="lg"
      closeButtonProps={{ "aria-label": t("app.close") }}
    >
      {children}
    </Modal>
  );
}

const linkOf = ({ slug }: ShareInfo): string => instanceUrl(`share/${slug}`);

function ShareEntry({ share, onOpen }: { share: ShareInfo; onOpen: (what: Opened["what"]) => void }) {
  const { t, dates } = useTexts();
  const { name, cards, expires_at, has_password } = share;
  const hasEnded = expires_at !== null && Date.parse(expires_at) <= Date.now();
  const details = [
    cards === null ? t("share.allCards") : cards.map((card) => t(`share.card.${card}`)).join(", "),
    ...(has_password ? [t("share.hasPassword")] : []),
    ...(expires_at === null
      ? []
      : [t(hasEnded ? "share.ended" : "share.until", { time: dates.date(expires_at.slice(0, 10)) })]),
  ];
  return (
    <Entry
      title={
        <Anchor href={linkOf(share)} target="_blank" rel="noopener">
          <bdi>{name}</bdi>
        </Anchor>
      }
      detail={details.join(" · ")}
    >
      <CopyButton value={linkOf(share)}>
        {({ copied, copy }) => (
          <Button
            size="compact-sm"
            variant="default"
            aria-label={copied ? undefined : `${t("invite.copy")}: ${name}`}
            onClick={copy}
          >
            {copied ? t("app.copied") : t("invite.copy")}
          </Button>
        )}
      </CopyButton>
      <Button
        size="compact-sm"
        variant="default"
        aria-label={t("share.codesOf", { name })}
        onClick={() => onOpen("codes")}
      >
        {t("share.codes")}
      </Button>
      <Button
        size="compact-sm"
        variant="default"
        aria-label={t("share.changeOf", { name })}
        onClick={() => onOpen("form")}
      >
        {t("share.change")}
      </Button>
      <Button
        size="compact-sm"
        variant="default"
        aria-label={t("share.deleteOf", { name })}
        onClick={() => onOpen("deletion")}
      >
        {t("share.delete")}
      </Button>
    </Entry>
  );
}

/** What goes into other pages, to copy. */
function Codes({ share }: { share: ShareInfo }) {
  const { t } = useTexts();
  const frame = `<iframe src="${linkOf(share)}?theme=light" title="${htmlAttribute(share.name)}" width="100%" height="1200" style="border:0" loading="lazy"></iframe>`;
  const badge = `<a href="${linkOf(share)}"><img src="${instanceUrl(`api/v1/shares/${share.slug}/badge.svg`)}" alt="${htmlAttribute(share.name)}"></a>`;
  return (
    <Stack>
      <CodeToCopy title={t("share.embed")} hint={t("share.embedHint")} code={frame} />
      <CodeToCopy title={t("share.badge")} hint={t("share.badgeHint")} code={badge} />
    </Stack>
  );
}

function CodeToCopy({ title, hint, code }: { title: string; hint: string; code: string }) {
  const { t } = useTexts();
  return (
    <Stack gap="xs">
      <Title order={3} size="h5">
        {title}
      </Title>
      <Text size="sm" c="dimmed">
        {hint}
      </Text>
      <Copyable value={code} label={t("app.copy")} />
    </Stack>
  );
}

/** Below how many visitors a row of a shared table is told by no name. */
function Threshold({ start, onSave }: { start: number; onSave: (visitors: number) => Promise<unknown> }) {
  const { t } = useTexts();
  const [visitors, setVisitors] = useState<number | string>(start);
  const saving = useMutation({ mutationFn: () => onSave(Number(visitors)) });

  function save(event: FormEvent): void {
    event.preventDefault();
    if (visitors !== "") saving.mutate();
  }

  return (
    <form onSubmit={save}>
      <Stack gap="xs">
        <NumberInput
          label={t("share.threshold")}
          description={t("share.thresholdHint")}
          min={0}
          max={1000}
          allowDecimal={false}
          value={visitors}
          onChange={(value) => {
            saving.reset();
            setVisitors(value);
          }}
        />
        <Group>
          <Button type="submit" variant="default" loading={saving.isPending}>
            {t("share.thresholdSave")}
          </Button>
          <Text size="sm" role="status" c="dimmed">
            {saving.isSuccess ? t("app.saved") : ""}
          </Text>
        </Group>
        {saving.error !== null && <Fault error={saving.error} />}
      </Stack>
    </form>
  );
}
