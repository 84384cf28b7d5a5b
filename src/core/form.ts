// Form association for elements that hold one answer. It has to sit on the class, so it is a mixin, the only one.
import type { PropertyValues } from 'lit';
import { property } from 'lit/decorators.js';
import type { WidyaElement } from './widya-element.js';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- TypeScript asks for any[] in a mixin's constructor
type Constructor<T> = abstract new (...args: any[]) => T;

export declare class FormAssociated {
  static readonly formAssociated: true;
  readonly form: HTMLFormElement | null;
  name: string;
  value: string;
  disabled: boolean;
  required: boolean;
  readonly: boolean;
  protected readonly internals: ElementInternals;
  /** The native control that shows the validity message; undefined for none. */
  protected get validityAnchor(): HTMLElement | undefined;
  protected get missingMessage(): string;
}

/** Adds `name`, `value`, `disabled`, `required`, `readonly`, form reset and restore. `value` is the xAPI response string. */
export function formAssociated<B extends Constructor<WidyaElement>>(Base: B): B & Constructor<FormAssociated> {
  abstract class Mixed extends Base {
    static readonly formAssociated = true;
    protected readonly internals = this.attachInternals();

    /** Name under which a surrounding form submits the answer. */
    @property({ type: String, attribute: 'name', reflect: true }) name = '';
    /** The answer, as an xAPI response string. */
    @property({ type: String, attribute: 'value' }) value = '';
    /** Cannot be used and is not submitted. */
    @property({ type: Boolean, attribute: 'disabled', reflect: true }) disabled = false;
    /** Must be answered before the form can be submitted. */
    @property({ type: Boolean, attribute: 'required', reflect: true }) required = false;
    /** Shown, not to be changed. */
    @property({ type: Boolean, attribute: 'readonly', reflect: true }) readonly = false;

    /** The form it belongs to. */
    get form(): HTMLFormElement | null {
      return this.internals.form;
    }

    protected get validityAnchor(): HTMLElement | undefined {
      return undefined;
    }

    protected get missingMessage(): string {
      return '';
    }

    override willUpdate(changed: PropertyValues): void {
      super.willUpdate(changed);
      if (changed.has('value') || changed.has('disabled')) {
        this.internals.setFormValue(this.disabled || this.value === '' ? null : this.value, this.value);
      }
    }

    override updated(changed: PropertyValues): void {
      super.updated(changed);
      if (changed.has('value') || changed.has('required') || changed.has('disabled')) {
        const missing = this.required && !this.disabled && this.value === '';
        if (missing)
          this.internals.setValidity({ valueMissing: true }, this.missingMessage || ' ', this.validityAnchor);
        else this.internals.setValidity({});
      }
    }

    formDisabledCallback(disabled: boolean): void {
      this.disabled = disabled;
    }

    formResetCallback(): void {
      this.value = this.getAttribute('value') ?? '';
    }

    formStateRestoreCallback(state: string | null): void {
      this.value = state ?? '';
    }
  }
  return Mixed as unknown as B & Constructor<FormAssociated>;
}
