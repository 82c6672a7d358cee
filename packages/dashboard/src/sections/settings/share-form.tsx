import { Checkbox, Group, Stack, TagsInput, TextInput } from "@mantine/core";
import { type NewShare, SHARE_CARD_NAMES, type ShareCard, type ShareInfo } from "@millrace/protocol";
import { useState } from "react";
import { dateIn } from "../../format/date.ts";
import { useTexts } from "../../i18n/use-texts.tsx";
import { FormBox, PasswordField } from "../account/form-box.tsx";
import { useForm } from "../account/use-form.ts";

export interface ShareFormProps {
  /** The link that is changed; null: a new one. */
  readonly share: ShareInfo | null;
  readonly timezone: string;
  readonly onSave: (share: NewShare) => Promise<unknown>;
  readonly onDone: () => void;
}

/** What a share link is called, shows and asks for. */
export function ShareForm({ share, timezone, onSave, onDone }: ShareFormProps) {
  const { t } = useTexts();
  const [cards, setCards] = useState<readonly ShareCard[]>(share?.cards ?? SHARE_CARD_NAMES);
  const [origins, setOrigins] = useState<readonly string[]>(share?.embed_origins ?? []);
  const [isOpen, setOpen] = useState(false);
  const form = useForm({
    start: {
      name: share?.name ?? "",
      password: "",
      expires_at: share?.expires_at == null ? "" : dateIn(timezone, Date.parse(share.expires_at)),
    },
    needs: { filled: ["name"] },
    send: ({ name, password, expires_at }) =>
      onSave({
        name,
        ...(password !== "" && { password }),
        ...(isOpen && { password: null }),
        expires_at: expires_at === "" ? null : endOf(expires_at),
        cards: cards.length === SHARE_CARD_NAMES.length ? null : cards,
        embed_origins: origins,
      }),
    onDone,
  });
  return (
    <FormBox form={form} submit={share === null ? t("share.create") : t("app.save")}>
      <TextInput
        {...form.field("name")}
        label={t("share.name")}
        description={t("share.nameHint")}
        maxLength={100}
        data-autofocus
      />
      <Checkbox.Group
        label={t("share.cards")}
        value={[...cards]}
        onChange={(chosen) => setCards(SHARE_CARD_NAMES.filter((card) => chosen.includes(card)))}
      >
        <Group gap="sm" mt={4}>
          {SHARE_CARD_NAMES.map((card) => (
            <Checkbox key={card} value={card} label={t(`share.card.${card}`)} />
          ))}
        </Group>
      </Checkbox.Group>
      <Stack gap={6}>
        <PasswordField
          field={form.field("password")}
          label={t(share?.has_password === true ? "share.newPassword" : "share.password")}
          isOptional
          isNew
        />
        {share?.has_password === true && (
          <Checkbox
            label={t("share.noPassword")}
            checked={isOpen}
            onChange={(change) => setOpen(change.currentTarget.checked)}
          />
        )}
      </Stack>
      <TextInput
        {...form.field("expires_at")}
        type="date"
        label={t("share.expires")}
        description={t("share.expiresHint")}
      />
      <TagsInput
        label={t("share.origins")}
        description={t("share.originsHint")}
        placeholder="https://example.com"
        value={[...origins]}
        onChange={setOrigins}
        acceptValueOnBlur
      />
    </FormBox>
  );
}

/** The last moment of a date, where the reader is. */
const endOf = (date: string): string => new Date(`${date}T23:59:59`).toISOString();
