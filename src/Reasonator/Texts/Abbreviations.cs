using System.Collections.Frozen;

namespace Reasonator.Texts;

/// <summary>The words of financial news whose full stop, or exclamation mark, need not end a sentence.</summary>
internal static class Abbreviations
{
    /// <summary>A name or a number follows: these never end a sentence.</summary>
    private static readonly FrozenSet<string> Leading = Words(
        "Mr Mrs Ms Mx Dr Prof Sen Rep Gov Gen Lt Col Capt Cmdr Sgt Maj Adm Rev Hon Pres Supt Amb Messrs vs v cf e.g i.e eg ie ca", StringComparer.Ordinal);

    /// <summary>These end one only where the next word begins one as a rule: after U.S. may come Treasury.</summary>
    private static readonly FrozenSet<string> Trailing = Words(
        "Inc INC Corp CORP Co CO Cos Ltd LTD Bros PLC Plc LLC LLP Cie Mfg Intl Natl Assn Dept Univ Jr Sr Esq St Ft Mt Ave Blvd Rd Hwy Bldg "
        + "No Nos Nr Fig Vol Sec Art Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Mon Tue Tues Wed Thu Thur Thurs Fri Sat Sun "
        + "Ala Ariz Ark Calif Colo Conn Del Fla Ga Ill Ind Kan Ky La Mass Md Mich Minn Miss Mo Mont Neb Nev Okla Ore Pa Tenn Tex Va Vt Wash Wis Wyo "
        + "Ph.D etc al est approx avg max min vol pp bn mn mln bln oz lb lbs sq cu Yahoo Yum Jeopardy", StringComparer.Ordinal);

    /// <summary>Words that stand at the beginning of sentences, and seldom after an abbreviation within one.</summary>
    private static readonly FrozenSet<string> Beginnings = Words(
        "the a an this that these those it its he she they we i you his her their our but and so yet however meanwhile still also "
        + "in on at as if for from with while when where after before although though because since until despite during under "
        + "there here what why how who according some many most several both neither each another other", StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> LeadingSpans = Leading.GetAlternateLookup<ReadOnlySpan<char>>();
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> TrailingSpans = Trailing.GetAlternateLookup<ReadOnlySpan<char>>();
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> BeginningSpans = Beginnings.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>True when a sentence may end after the word and its mark.</summary>
    /// <param name="word">What stands before the mark, without it: <c>Inc</c>, <c>U.S</c>.</param>
    /// <param name="next">The word that follows.</param>
    public static bool MayEnd(ReadOnlySpan<char> word, ReadOnlySpan<char> next)
    {
        if (LeadingSpans.Contains(word))
        {
            return false;
        }

        return !(IsInitials(word) || TrailingSpans.Contains(word)) || BeginningSpans.Contains(next);
    }

    /// <summary>Single letters with full stops between them: <c>J</c>, <c>U.S</c>, <c>p.m</c>.</summary>
    private static bool IsInitials(ReadOnlySpan<char> word)
    {
        for (var i = 0; i < word.Length; i++)
        {
            if (i % 2 == 0 ? !char.IsLetter(word[i]) : word[i] != '.')
            {
                return false;
            }
        }

        return word.Length % 2 == 1;
    }

    private static FrozenSet<string> Words(string list, StringComparer comparer) => list.Split(' ').ToFrozenSet(comparer);
}
