// Time that is doubted: whoever works here must know that campaigns, closes and reminders wait.

import { useEffect, useState } from 'preact/hooks';
import { get, post, type Role, type Schemas } from './api';
import { Confirmed } from './pieces';

const LOOK_EVERY_MS = 15_000;
const MAY_CONFIRM: readonly Role[] = ['admin', 'network'];

/** What the server says of its clock; nothing while it cannot be asked. */
function useReady(): { ready?: Schemas['Ready']; again: () => void } {
  const [ready, setReady] = useState<Schemas['Ready']>();
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let wanted = true;
    const look = () => get<Schemas['Ready']>('/ready').then((found) => wanted && setReady(found), () => undefined);
    void look();
    const timer = setInterval(look, LOOK_EVERY_MS);
    return () => {
      wanted = false;
      clearInterval(timer);
    };
  }, [turn]);
  return { ...(ready ? { ready } : {}), again: () => setTurn((n) => n + 1) };
}

export function DoubtedTime({ role }: { role: Role }) {
  const { ready, again } = useReady();
  const confirm = async () => {
    await post('/v1/clock/confirm', {});
    again();
  };
  return (
    <div role="status" class="doubt-place">
      {ready?.clock === 'doubted' && (
        <div class="doubt">
          <p>
            <b>Time is doubted.</b> {ready.why}. Charging goes on; closes, campaigns, reminders and erasures wait.
          </p>
          {MAY_CONFIRM.includes(role) ? (
            <Confirmed button="The clock is right" title="Is the system's clock right?" act={confirm} danger>
              <p>
                Look at it first, on the machine itself: <code>timedatectl</code>. Time goes on from what it says, and does not come
                back: what is due by then will be closed, sent and ended. If it is wrong, set it; the doubt then ends by itself.
              </p>
            </Confirmed>
          ) : (
            <p>Whoever looks after the network can say that the clock is right, or set it.</p>
          )}
        </div>
      )}
    </div>
  );
}
