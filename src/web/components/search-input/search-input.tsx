import type { FC } from 'hono/jsx';
import type { ButtonOptions } from '../button/button.tsx';
import { Button } from '../button/button.tsx';
import type { IconName } from '../icon/icon.tsx';
import type { InputOptions } from '../input/input.tsx';
import { Input } from '../input/input.tsx';
import { classNames } from '../markup.ts';

export interface SearchButtonOptions extends Omit<ButtonOptions, 'icon'> {
  /** Default the magnifying glass; `false` for words alone. */
  icon?: IconName | false | undefined;
}

export interface SearchInputOptions
  extends Omit<InputOptions, 'afterInput' | 'inputWrapperClasses' | 'formGroupClasses'> {
  /** `false` for none. */
  button?: SearchButtonOptions | false | undefined;
}

const SearchButton: FC<{ button: SearchButtonOptions; search: SearchInputOptions }> = ({
  button,
  search,
}) => {
  const { icon = 'search', ...options } = button;
  return (
    <Button
      ariaLabel="Search"
      small={!search.large}
      disabled={search.disabled}
      {...options}
      icon={icon === false ? undefined : { name: icon, placement: 'start' }}
      classes={classNames('nhsuk-search-input__button', options.classes)}
    />
  );
};

/** A search field with its button. Put it in a form that uses GET. */
export const SearchInput: FC<SearchInputOptions> = (options) => {
  const { button = {}, classes, ...input } = options;
  return (
    <Input
      type="search"
      autocomplete="off"
      {...input}
      classes={classNames('nhsuk-search-input__input', classes)}
      inputWrapperClasses="nhsuk-search-input__wrapper"
      formGroupClasses={classNames('nhsuk-search-input', options.large && 'nhsuk-search-input--large')}
      afterInput={button === false ? undefined : <SearchButton button={button} search={options} />}
    />
  );
};
