<?php
/**
 * Widya in a page of PHP: one function that writes a tag, or the placeholder for places that keep only class and data-*.
 *
 * echo widya_embed('quiz', ['src' => '/kuis/a.json'], '/kuis/a', 'Buka kuis');
 *
 * The page has Widya's script and, around its content, <widya-provider endpoint="/xapi" session="/sesi">.
 */

declare(strict_types=1);

/** What a text may show, and with which attributes; made from widya/embed. */
const WIDYA_EMBEDDABLE = /* embeddable */ [
    'course-player' => ['src', 'loading', 'lesson', 'registration', 'readonly', 'no-tour'],
    'forum-thread' => ['thread', 'label', 'readonly', 'registration', 'heading-level'],
    'jp-card' => ['employment', 'quota', 'year', 'readonly'],
    'leader-report' => ['agency', 'year', 'quota'],
    'progress-card' => ['course', 'label', 'href', 'jp'],
    'quiz' => ['src', 'loading', 'readonly', 'registration'],
    'sync-status' => ['quiet'],
];

/** Whether a value leads nowhere that runs code. */
function widya_is_safe(string $value): bool
{
    return preg_match('/^(?:javascript|vbscript|data|blob|file):/i', preg_replace('/[\x00-\x20\x7f]/', '', $value)) !== 1;
}

/**
 * The HTML that shows a tag. The link is its first child: what there is without JavaScript.
 *
 * @param array<string, string> $attributes
 * @throws InvalidArgumentException for a tag or attribute there is not, and for a value that is code
 */
function widya_embed(string $tag, array $attributes, string $href, string $text, bool $placeholder = false): string
{
    $allowed = WIDYA_EMBEDDABLE[$tag] ?? throw new InvalidArgumentException("widya: no tag \"$tag\"");
    $escape = static fn (string $value): string => htmlspecialchars($value, ENT_QUOTES | ENT_HTML5 | ENT_SUBSTITUTE, 'UTF-8');
    $written = '';
    foreach ($attributes as $name => $value) {
        if (!in_array($name, $allowed, true)) {
            throw new InvalidArgumentException("widya: <widya-$tag> has no attribute \"$name\"");
        }
        if (!widya_is_safe($value)) {
            throw new InvalidArgumentException("widya: \"$name\" must not be code");
        }
        $written .= ' ' . ($placeholder ? 'data-' : '') . $name . '="' . $escape($value) . '"';
    }
    if (!widya_is_safe($href)) {
        throw new InvalidArgumentException('widya: "href" must not be code');
    }
    $link = '<a href="' . $escape($href) . '">' . $escape($text) . '</a>';
    return $placeholder
        ? "<div class=\"widya\" data-widya=\"$tag\"$written>$link</div>"
        : "<widya-$tag$written>$link</widya-$tag>";
}
