// What people do in a forum beyond writing, in published words (ActivityStreams, TinCan registry).
// Apart from `verbs`, so that tags that hold no forum do not bring them along.
import { verb } from './verbs.js';

const as = 'http://activitystrea.ms/';
const tincan = 'http://id.tincanapi.com/verb/';

export const forumVerbs = {
  retracted: verb(as, 'retract', 'menarik kembali', 'retracted'),
  liked: verb(as, 'like', 'menyukai', 'liked'),
  unliked: verb(as, 'unlike', 'tidak lagi menyukai', 'unliked'),
  agreed: verb(as, 'agree', 'setuju', 'agreed'),
  disagreed: verb(as, 'disagree', 'tidak setuju', 'disagreed'),
  applauded: verb(tincan, 'applauded', 'mengapresiasi'),
  laughed: verb(tincan, 'laughed', 'tertawa'),
  votedUp: verb(tincan, 'voted-up', 'mendukung', 'voted up'),
  votedDown: verb(tincan, 'voted-down', 'tidak mendukung', 'voted down'),
  flagged: verb(as, 'flag-as-inappropriate', 'melaporkan', 'flagged'),
  hidden: verb(as, 'reject', 'menyembunyikan', 'hid'),
  restored: verb(as, 'approve', 'menampilkan', 'approved'),
  locked: verb(as, 'close', 'mengunci', 'locked'),
  unlocked: verb(as, 'open', 'membuka kunci', 'unlocked'),
  pinned: verb(tincan, 'promoted', 'menyematkan', 'pinned'),
  accepted: verb(as, 'accept', 'menandai sebagai jawaban', 'accepted'),
  resolved: verb(as, 'resolve', 'menyatakan selesai', 'resolved'),
  rated: verb(tincan, 'rated', 'menilai'),
  reviewed: verb(tincan, 'reviewed', 'mengulas'),
  followed: verb(as, 'follow', 'mengikuti', 'followed'),
  unfollowed: verb(as, 'stop-following', 'berhenti mengikuti', 'stopped following'),
  askedForHelp: verb(tincan, 'requested-attention', 'memanggil widyaiswara', 'asked for attention'),
} as const;
