using System.Collections.Frozen;
using Reasonator.Inference.Runtime;

namespace Reasonator.Evaluation;

/// <summary>
/// The baseline that a model must beat: good words minus bad words, a negation turning the next three. The words are our
/// own, written down for this purpose; the published finance lists forbid it or ask for a licence.
/// </summary>
internal static class Lexicon
{
    private const int Reach = 3;

    private static readonly FrozenSet<string> Good = Words(
        "gain gains gained gaining rise rises rose risen rising rally rallies rallied soar soars soared soaring surge surges surged surging jump jumps jumped "
        + "climb climbs climbed climbing advance advances advanced rebound rebounds rebounded recover recovers recovered recovery beat beats beating exceed exceeds exceeded "
        + "top tops topped outperform outperforms outperformed raise raises raised raising upgrade upgrades upgraded boost boosts boosted increase increases increased increasing "
        + "grow grows grew grown growing growth expand expands expanded expanding expansion profit profits profitable record high higher highest strong stronger strongest strength "
        + "improve improves improved improving improvement win wins won winning award awarded awards success successful bullish buy upbeat optimistic optimism confident confidence "
        + "approve approves approved approval double doubles doubled doubling triple tripled better best positive dividend buyback breakthrough accelerate accelerated");

    private static readonly FrozenSet<string> Bad = Words(
        "fall falls fell fallen falling drop drops dropped dropping decline declines declined declining plunge plunges plunged plunging tumble tumbles tumbled tumbling slump slumps slumped "
        + "sink sinks sank sunk slide slides slid slip slips slipped lose loses lost losing loss losses miss misses missed missing cut cuts cutting slash slashes slashed "
        + "downgrade downgrades downgraded lower lowers lowered lowest low weak weaker weakest weakness warn warns warned warning warnings fear fears concern concerns worry worries "
        + "crash crashes crashed decrease decreases decreased decreasing shrink shrinks shrank contract contracted contraction layoff layoffs fire fired bankrupt bankruptcy default defaults "
        + "debt fraud lawsuit sue sues sued probe probes investigation fine fined penalty recall recalls recalled halt halts halted delay delays delayed fail fails failed failure "
        + "bearish sell selloff downturn recession crisis risk risks threat threatens worse worst negative disappointing disappoint disappoints disappointed struggle struggles struggled "
        + "close closes closure shutdown suspend suspends suspended resign resigns resigned deficit impairment writedown");

    private static readonly FrozenSet<string> Negations = Words("not no never without neither nor cannot can't don't doesn't didn't isn't wasn't won't fails");

    public static Label LabelOf(string text)
    {
        var (balance, negated) = (0, 0);
        foreach (var word in text.ToLowerInvariant().Split([' ', '\t', '\n', '\r', ',', '.', ';', ':', '!', '?', '"', '(', ')', '/', '-']))
        {
            var sign = Good.Contains(word) ? 1 : Bad.Contains(word) ? -1 : 0;
            balance += negated > 0 ? -sign : sign;
            negated = Negations.Contains(word) ? Reach : Math.Max(0, negated - 1);
        }

        return balance switch { > 0 => Label.Positive, < 0 => Label.Negative, _ => Label.Neutral };
    }

    private static FrozenSet<string> Words(string list) => list.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
