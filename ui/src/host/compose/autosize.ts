// Makes a text area as high as its text.
import type { Attachment } from 'svelte/attachments';

export const autosize: Attachment<HTMLTextAreaElement> = (field) => {
  const fit = () => {
    field.style.height = 'auto';
    field.style.height = `${field.scrollHeight + field.offsetHeight - field.clientHeight}px`;
  };
  fit();
  field.addEventListener('input', fit);
  addEventListener('resize', fit);
  return () => removeEventListener('resize', fit);
};
