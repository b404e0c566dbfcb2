
return {place}
