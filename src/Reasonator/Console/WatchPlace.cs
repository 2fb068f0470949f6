using Reasonator.Models;

namespace Reasonator.OperatorConsole;

/// <summary>How far one who watches has come.</summary>
internal sealed class WatchPlace
{
    /// <summary>The last second that was told, from the start on.</summary>
    public long Second = -1;

    /// <summary>The number of the last score that was told.</summary>
    public long Score;

    private LoadedModel? _model;

    /// <summary>Whether there is a model that was not told before.</summary>
    public bool IsNew(LoadedModel? model)
    {
        var isNew = model is not null && model != _model;
        _model = model;
        return isNew;
    }
}
