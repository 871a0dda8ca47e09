/** What a message says; plain text, useful with pictures off. */
export interface MessageText {
  subject: string;
  text: string;
}

/** Asks the owner of an address to confirm. The same whether or not the address is known to us. */
export function confirmationText(given: {
  channel: 'email' | 'sms' | 'webhook' | 'teams';
  serviceName: string;
  organisation: string;
  chosen: readonly string[];
  link: string;
  days: number;
}): MessageText {
  const { channel, serviceName, organisation, chosen, link, days } = given;
  const subject = `Confirm that you want messages from ${serviceName}`;
  if (channel === 'sms')
    return {
      subject,
      text: `${organisation}: to get texts about IT issues, open ${link} and press Confirm. If you did not ask for this, do nothing.`,
    };
  return {
    subject,
    text: [
      `Somebody, we hope you, asked ${organisation} to send messages here.`,
      chosen.join('\n'),
      `To confirm, open this page and press the button. The link works for ${days} days:\n${link}`,
      'If it was not you, do nothing. Nothing will be sent here, and what was asked for will be deleted.',
    ].join('\n\n'),
  };
}

/** For a mailbox that several people share: whoever did not want this can take it back. */
export function unsubscribedText(given: {
  serviceName: string;
  organisation: string;
  undoLink: string;
  days: number;
}): MessageText {
  const { serviceName, organisation, undoLink, days } = given;
  return {
    subject: `You will not get more messages from ${serviceName}`,
    text: [
      `Somebody with a message that came to this address asked ${organisation} to send no more.`,
      `If you share this mailbox and still want them, open this page and press the button. The link works for ${days} days:\n${undoLink}`,
      'If you do not want them, do nothing. This is the last message.',
    ].join('\n\n'),
  };
}
