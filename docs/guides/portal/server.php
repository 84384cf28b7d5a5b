<?php
// A portal's server in PHP 8, without any package: sign-in, /sesi, /widya/token, and /xapi as the only way to the LRS.
//   LRS=http://127.0.0.1:8080/xapi LRS_KEY=kunci LRS_SECRET=rahasia PORTAL_SECRET=… php -S 127.0.0.1:3000 server.php
// Replace $people and the sign-in by your portal's own. Keep the rules of refusal(): the key of the LRS opens everything, and
// only these rules keep one person from writing or reading as another.
declare(strict_types=1);

function setting(string $name): string {
    $value = getenv($name);
    if ($value === false || $value === '') throw new RuntimeException("set $name");
    return $value;
}

const HOME = 'https://sso.instansi.example';
/** Whoever is signed in reads what is said below this address. */
const FORUMS = 'https://belajar.instansi.example/forum/';
function person(string $id, string $name): array {
    return ['subject' => $id, 'name' => $name, 'roles' => ['learner'],
        'actor' => ['objectType' => 'Agent', 'account' => ['homePage' => HOME, 'name' => $id]]];
}
$people = ['k3v9x2' => person('k3v9x2', 'Siti Rahmawati'), 'p7m1q8' => person('p7m1q8', 'Budi Hartono')];

// ---- who is it: PHP's session, or a short token for pages on another address
function sealed(string $id, int $seconds): string {
    $body = rtrim(strtr(base64_encode(json_encode(['id' => $id, 'until' => time() + $seconds])), '+/', '-_'), '=');
    return $body . '.' . hash_hmac('sha256', $body, setting('PORTAL_SECRET'));
}
function unsealed(string $token, array $people): ?array {
    [$body, $mac] = array_pad(explode('.', $token, 2), 2, '');
    if (!hash_equals(hash_hmac('sha256', $body, setting('PORTAL_SECRET')), $mac)) return null;
    $claims = json_decode(base64_decode(strtr($body, '-_', '+/')), true);
    return $claims['until'] > time() ? ($people[$claims['id']] ?? null) : null;
}
function header_of(string $name): ?string {
    $key = strtoupper(str_replace('-', '_', $name));
    return $_SERVER["HTTP_$key"] ?? ($name === 'content-type' ? ($_SERVER['CONTENT_TYPE'] ?? null) : null);
}
/** A request that rides on a cookie must come from our own pages. */
function is_forged(): bool {
    $site = header_of('sec-fetch-site');
    if ($site !== null && $site !== 'same-origin') return true;
    $origin = header_of('origin');
    if ($origin === null) return false;
    $parts = parse_url($origin) ?: [];
    $host = ($parts['host'] ?? '') . (isset($parts['port']) ? ":{$parts['port']}" : '');
    return $host !== ($_SERVER['HTTP_HOST'] ?? '');
}
function send(int $status, mixed $value = null): never {
    http_response_code($status);
    header('Content-Type: application/json');
    header('Cache-Control: no-store');
    if ($value !== null) echo json_encode($value, JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE);
    exit;
}

// ---- what this person may do at the LRS
function is_self(array $me, mixed $actor): bool {
    return is_array($actor)
        && ($actor['account']['homePage'] ?? null) === $me['actor']['account']['homePage']
        && ($actor['account']['name'] ?? null) === $me['actor']['account']['name']
        && ($actor['objectType'] ?? 'Agent') === 'Agent';
}
/** PHP turns dots and spaces in names of parameters into underscores, and takes a[] for a list: read as they are. */
function parameters(string $query): array {
    $out = [];
    foreach ($query === '' ? [] : explode('&', $query) as $pair) {
        [$name, $value] = array_pad(explode('=', $pair, 2), 2, '');
        $name = urldecode($name);
        if (array_key_exists($name, $out)) send(400, ['error' => "$name is given twice"]);
        $out[$name] = urldecode($value);
    }
    return $out;
}
/**
 * What a body of `statements` says: JSON, or multipart/mixed whose first part is that and whose others are files.
 * → what stands before it, the JSON, what stands after it; null when it cannot be read
 */
function statements_in(string $type, string $body): ?array {
    if (!preg_match('/^multipart\/mixed\s*;.*\bboundary="?([^";]+)"?/i', $type, $m)) return ['', $body, ''];
    $gap = strpos($body, "\r\n\r\n");
    if ($gap === false || !str_starts_with($body, "--{$m[1]}\r\n")) return null;
    $start = $gap + 4;
    $end = strpos($body, "\r\n--{$m[1]}", $start);
    $head = substr($body, 0, $start);
    if ($end === false || !preg_match('/^content-type: *application\/json/im', $head)) return null;
    return [$head, substr($body, $start, $end - $start), substr($body, $end)];
}

/** Why not, or null when it is allowed. Everything not named here is refused. */
function refusal(array $me, string $method, string $path, array $params, string $body): ?string {
    if (isset($params['method'])) return 'the alternate request syntax is not for pages';
    $about_me = is_self($me, json_decode($params['agent'] ?? '', true));
    if ($path === 'statements' && ($method === 'POST' || $method === 'PUT')) {
        $sent = json_decode($body, true);
        $list = is_array($sent) && array_is_list($sent) ? $sent : [$sent];
        foreach ($list as $s) {
            if (!is_self($me, $s['actor'] ?? null)) return 'the actor must be the signed-in person';
            if (($s['verb']['id'] ?? '') === 'http://adlnet.gov/expapi/verbs/voided') return 'voiding is for the portal';
        }
        return null;
    }
    if ($path === 'statements' && $method === 'GET') {
        if (isset($params['related_agents'])) return 'related_agents reaches other people';
        if (str_starts_with($params['activity'] ?? '', FORUMS) && !isset($params['agent'])) return null;
        // One by its id is looked at when it has come, below.
        return $about_me || isset($params['statementId']) || isset($params['voidedStatementId']) ? null : 'say agent: yourself';
    }
    if (in_array($path, ['activities/state', 'agents/profile'], true)) return $about_me ? null : 'documents of a person are theirs only';
    if ($path === 'agents' && $method === 'GET') return $about_me ? null : 'look up yourself only';
    if (in_array($path, ['activities', 'activities/profile', 'about'], true) && $method === 'GET') return null;
    return 'not from pages';
}

session_set_cookie_params(['httponly' => true, 'samesite' => 'Lax', 'secure' => getenv('HTTPS') !== false]);
session_start();
$method = $_SERVER['REQUEST_METHOD'];
[$pathname, $query] = array_pad(explode('?', $_SERVER['REQUEST_URI'], 2), 2, '');
// Files come along with multipart; everything else is small.
$most = str_starts_with(header_of('content-type') ?? '', 'multipart/') ? 20_000_000 : 1_000_000;
$body = (string) file_get_contents('php://input', length: $most + 1);
if (strlen($body) > $most) send(413, ['error' => 'too large']);
$by_session = $people[$_SESSION['id'] ?? ''] ?? null;

if ($pathname === '/sesi' && $method === 'GET') {
    if (!$by_session) send(401);
    // With `shared`: what waits on a PC of many people is encrypted with this person's key, the same at each sign-in.
    $key = rtrim(strtr(base64_encode(hash_hmac('sha256', "device {$by_session['subject']}", setting('PORTAL_SECRET'), true)), '+/', '-_'), '=');
    send(200, $by_session + ['deviceKey' => $key]);
}

if ($pathname === '/widya/token' && $method === 'POST') {
    if (!$by_session) send(401);
    // No form can set this header: another site cannot have a token made.
    if (is_forged() || header_of('x-requested-with') === null) send(403);
    send(200, $by_session + ['token' => sealed($by_session['subject'], 300), 'expiresIn' => 300]);
}

if ($pathname === '/masuk' && $method === 'POST' && !is_forged()) {
    // Your portal's own sign-in goes here; this one believes everybody.
    $id = $_POST['orang'] ?? '';
    if (!isset($people[$id])) send(401);
    session_regenerate_id(true);
    $_SESSION['id'] = $id;
    send(204);
}

if (!str_starts_with($pathname, '/xapi/')) send(404);
session_write_close(); // the next request of the same person need not wait for this one

$path = substr($pathname, strlen('/xapi/'));
$params = parameters($query);
$token = preg_match('/^Bearer (.+)$/', header_of('authorization') ?? '', $m) ? unsealed($m[1], $people) : null;
$me = $token ?? $by_session;
if (!$me && $path !== 'about') send(401, ['error' => 'sign in first']);
if ($me && !$token && $method !== 'GET' && (is_forged() || header_of('x-experience-api-version') === null))
    send(403, ['error' => 'from another site']);
$sent = $path === 'statements' && $body !== '' ? statements_in(header_of('content-type') ?? '', $body) : null;
if ($path === 'statements' && $body !== '' && $sent === null) send(400, ['error' => ['message' => 'the body cannot be read']]);
$why = $me ? refusal($me, $method, $path, $params, $sent[1] ?? '') : null;
if ($why !== null) send(403, ['error' => ['message' => $why]]);

// Written anew: a key that is there twice must not be one thing to the rules above and another to the LRS.
if ($sent !== null)
    $body = $sent[0] . json_encode(json_decode($sent[1]), JSON_PRESERVE_ZERO_FRACTION | JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE) . $sent[2];

$headers = ['Authorization: Basic ' . base64_encode(setting('LRS_KEY') . ':' . setting('LRS_SECRET')), 'Connection: close'];
foreach (['content-type', 'if-match', 'if-none-match', 'x-experience-api-version', 'accept-language'] as $name)
    if (header_of($name) !== null) $headers[] = "$name: " . header_of($name);
$answer = @file_get_contents(setting('LRS') . "/$path" . ($query === '' ? '' : "?$query"), false, stream_context_create(['http' => [
    'method' => $method, 'header' => $headers, 'content' => $body, 'ignore_errors' => true, 'follow_location' => 0, 'timeout' => 25,
]]));
if ($answer === false || !isset($http_response_header[0])) send(502, ['error' => 'the LRS cannot be reached']); // the page keeps it and tries again
$status = (int) explode(' ', $http_response_header[0])[1];
$is_one = $path === 'statements' && $method === 'GET' && (isset($params['statementId']) || isset($params['voidedStatementId']));
$type = preg_match('/^content-type: *(.+)$/im', implode("\n", $http_response_header), $m) ? trim($m[1]) : '';
$found = $is_one && $status === 200 ? json_decode(statements_in($type, $answer)[1] ?? '', true) : null;
if ($is_one && $status === 200 && !is_self($me, $found['actor'] ?? null)) send(403, ['error' => 'not yours']);
http_response_code($status);
header_remove();
foreach ($http_response_header as $line)
    if (preg_match('/^(content-type|etag|last-modified|retry-after|x-experience-api-version|x-experience-api-consistent-through|date):/i', $line)) header($line);
echo $answer;
