namespace Reasonator.Store;

/// <summary>How the service and its database get along.</summary>
internal enum StoreState
{
    /// <summary>There is none.</summary>
    None,

    /// <summary>Not tried yet.</summary>
    Starting,

    Ok,

    /// <summary>The last try failed.</summary>
    Failing,

    /// <summary>Its tables are older than this version's.</summary>
    SchemaBehind,

    /// <summary>Its tables are newer than this version's.</summary>
    SchemaAhead,
}
