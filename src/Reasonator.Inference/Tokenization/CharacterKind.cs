namespace Reasonator.Inference.Tokenization;

/// <summary>What the reference does with a character; the numbers are those of eng/unicode/tables.mjs.</summary>
internal enum CharacterKind
{
    /// <summary>Part of a word as it stands.</summary>
    Keep = 0,

    /// <summary>Removed before decomposition, so marks meet across it.</summary>
    Remove = 1,

    /// <summary>Ends a word.</summary>
    Space = 2,

    /// <summary>A word of its own: punctuation, a CJK ideograph.</summary>
    Isolate = 3,

    /// <summary>An accent: stripped after decomposition; marks may still be sorted across it.</summary>
    Strip = 4,

    /// <summary>Stripped after decomposition, but no mark is sorted across it.</summary>
    StripStarter = 5,

    /// <summary>Replaced by one or more characters, each isolated, kept or a mark.</summary>
    Map = 6,

    /// <summary>A combining mark newer than the reference's tables of accents: kept, and sorted among its like.</summary>
    Mark = 7,
}
