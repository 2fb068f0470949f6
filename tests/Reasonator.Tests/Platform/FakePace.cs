namespace Reasonator.Tests.Platform;

/// <summary>How many looks find a thing unfinished, and how it ends.</summary>
internal sealed class FakePace
{
    public int AddonLooks { get; set; } = 1;

    public int BuildLooks { get; set; } = 1;

    /// <summary>0: a release without a release phase.</summary>
    public int ReleaseLooks { get; set; }

    /// <summary>The next build fails.</summary>
    public bool FailBuild { get; set; }

    /// <summary>The next release phase fails.</summary>
    public bool FailRelease { get; set; }

    /// <summary>Bytes of the slugs to come.</summary>
    public long SlugSize { get; set; } = 94_371_840;
}
